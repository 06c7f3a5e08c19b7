import { DomainError } from '@burgee/contracts';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';

const MAX_DEPTH = 32;

/** Reads JSON bodies, of a size and a depth that the rest can work with. */
export function readBody(limitBytes: number): RequestHandler[] {
  return [
    express.json({ limit: limitBytes, strict: false }),
    refuseDeep,
    describeParserError(limitBytes),
  ] as RequestHandler[];
}

function refuseDeep(request: Request, _response: Response, next: NextFunction): void {
  if (isDeeperThan(request.body, MAX_DEPTH)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit: MAX_DEPTH });
  next();
}

/** Level by level, so that no depth overflows the stack. */
function isDeeperThan(value: unknown, max: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === max) return true;
    level = level.flatMap((inner): unknown[] => Object.values(inner)).filter(isNested);
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The parser's own errors, in our words. */
function describeParserError(limitBytes: number) {
  return (error: Error & { type?: string }, _request: Request, _response: Response, next: NextFunction): void => {
    if (error.type === 'entity.too.large') return next(new DomainError({ code: 'BODY_TOO_LARGE', limitBytes }));
    if (error.type === undefined) return next(error);
    next(
      new DomainError({
        code: 'VALIDATION_FAILED',
        details: [{ path: '', message: `the body is not readable JSON: ${error.message}` }],
      }),
    );
  };
}
