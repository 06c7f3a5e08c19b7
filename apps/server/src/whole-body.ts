import type { IncomingMessage } from 'node:http';

/** Far more than an ordinary context has, and little enough that Node holds all of it. */
const MAX_BYTES = 16_384;

/**
 * Returns the length of a body in bytes, if `useWholeBody` can read it: it is neither chunked, compressed, empty nor large.
 */
export function plainLengthOf({ headers }: IncomingMessage, limitBytes: number): number | undefined {
  if ('transfer-encoding' in headers || 'content-encoding' in headers) return undefined;
  const length = Number(headers['content-length']);
  return length > 0 && length <= Math.min(limitBytes, MAX_BYTES) ? length : undefined;
}

/**
 * Calls `use` with the body of a request as soon as it arrives. If `use` returns `false`, or if the body arrives in parts, puts
 * the body back, so that others can read it, and calls `otherwise`.
 */
export function useWholeBody(
  request: IncomingMessage,
  length: number,
  use: (body: Buffer) => boolean,
  otherwise: () => void,
): void {
  request.once('readable', () => {
    if (request.readableLength !== length) return otherwise();
    const body = request.read() as Buffer;
    if (use(body)) return;
    request.unshift(body);
    otherwise();
  });
}
