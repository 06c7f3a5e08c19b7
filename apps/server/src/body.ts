import { DomainError, findInexactNumbers, isDeeperThan } from '@burgee/contracts';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { IncomingMessage } from 'node:http';

/** Returns a limit of a request's body: the most bytes, or the most nested arrays and objects. */
type LimitOf = (request: Request) => number;

/** Reads JSON bodies, and limits their size and depth. */
export function readBody(limitOf: LimitOf, depthOf: LimitOf): RequestHandler[] {
  return [readJson(limitOf), refuseDeep(depthOf), describeParserError(limitOf)] as RequestHandler[];
}

/** Express's own parser would read an oversized body to its end before refusing it. */
function readJson(limitOf: LimitOf): RequestHandler {
  const parsers = new Map<number, RequestHandler>();
  const parserFor = (limitBytes: number) => {
    const parser = parsers.get(limitBytes) ?? express.json({ limit: limitBytes, strict: false, verify: keepNumbers });
    parsers.set(limitBytes, parser);
    return parser;
  };
  return (request, response, next) => {
    const limitBytes = limitOf(request);
    let isOver = false;
    let bytes = 0;
    const done = (error?: unknown) => {
      if (isOver) return;
      isOver = true;
      next(error);
    };
    const refuse = () => done(new DomainError({ code: 'BODY_TOO_LARGE', limitBytes }));
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    if (Number(length) > limitBytes) return refuse();
    if (coding !== undefined && request.is('json')) {
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limitBytes) refuse();
      });
    }
    parserFor(limitBytes)(request, response, done);
  };
}

/** Keeps the text of a body while the request lasts: after parsing, lost digits can no longer be detected. */
function keepNumbers(request: IncomingMessage, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw new Error(`JSON must be sent in UTF-8, not in ${encoding}`);
  (request as Request).inexactNumbers = () => findInexactNumbers(body.toString('utf8'));
}

/** How long the unread rest of a body may still arrive, so that its sender reads the answer first. */
const LINGER_MS = 1_000;

/** Closes connections whose body continues after the answer, instead of receiving gigabytes only to discard them. */
export const cutOffBodies: RequestHandler = (request, response, next) => {
  response.on('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once('end', () => clearTimeout(timer));
  });
  next();
};

function refuseDeep(depthOf: LimitOf): RequestHandler {
  return (request, _response, next) => {
    const limit = depthOf(request);
    if (isDeeperThan(request.body, limit)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit });
    next();
  };
}

/** Turns the parser's errors into domain errors. */
function describeParserError(limitOf: LimitOf) {
  return (error: Error & { type?: string }, request: Request, _response: Response, next: NextFunction): void => {
    if (error.type === 'entity.too.large') {
      return next(new DomainError({ code: 'BODY_TOO_LARGE', limitBytes: limitOf(request) }));
    }
    if (error.type === undefined) return next(error);
    next(
      new DomainError({
        code: 'VALIDATION_FAILED',
        details: [{ path: '', message: `the body is not valid JSON: ${error.message}` }],
      }),
    );
  };
}
