import { DomainError, findInexactNumbers, isDeeperThan, MAX_DEPTH } from '@burgee/contracts';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { IncomingMessage } from 'node:http';

/** The largest body of a request, in bytes. */
type LimitOf = (request: Request) => number;

/** Reads JSON bodies, of a size and a depth that the rest can work with. */
export function readBody(limitOf: LimitOf): RequestHandler[] {
  return [readJson(limitOf), refuseDeep, describeParserError(limitOf)] as RequestHandler[];
}

/** Express's own would read a body that is too large to its end before it says so. */
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

/** Keeps the text of a body for as long as the request lasts: once it is parsed, nobody can tell which digits were lost. */
function keepNumbers(request: IncomingMessage, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw new Error(`JSON is sent in UTF-8, not in ${encoding}`);
  (request as Request).inexactNumbers = () => findInexactNumbers(body.toString('utf8'));
}

/** How long the rest of a body that nobody reads may still arrive, so that its sender reads the answer first. */
const LINGER_MS = 1_000;

/** Ends connections on which a body goes on after its answer: one of a gigabyte is not taken in to be thrown away. */
export const cutOffBodies: RequestHandler = (request, response, next) => {
  response.on('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once('end', () => clearTimeout(timer));
  });
  next();
};

function refuseDeep(request: Request, _response: Response, next: NextFunction): void {
  if (isDeeperThan(request.body, MAX_DEPTH)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit: MAX_DEPTH });
  next();
}

/** The parser's own errors, in our words. */
function describeParserError(limitOf: LimitOf) {
  return (error: Error & { type?: string }, request: Request, _response: Response, next: NextFunction): void => {
    if (error.type === 'entity.too.large') {
      return next(new DomainError({ code: 'BODY_TOO_LARGE', limitBytes: limitOf(request) }));
    }
    if (error.type === undefined) return next(error);
    next(
      new DomainError({
        code: 'VALIDATION_FAILED',
        details: [{ path: '', message: `the body is not readable JSON: ${error.message}` }],
      }),
    );
  };
}
