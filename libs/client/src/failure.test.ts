import { DAY_MS } from '@burgee/contracts';
import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { toClientFailure } from './failure.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');

function responseWith(retryAfter: string): Response {
  return new Response('', { status: 503, headers: { 'Retry-After': retryAfter } });
}

describe('a failure', () => {
  it.each([
    ['12', 12_000],
    ['0', undefined],
    ['-3', undefined],
    ['1.5', undefined],
    ['Fri, 01 Jan 2027 12:00:30 GMT', 30_000],
    ['Fri, 01 Jan 2027 11:00:00 GMT', undefined],
    ['99999999999', DAY_MS],
    ['soon', undefined],
    ['', undefined],
  ])('R10 with Retry-After: %s requires a delay of %s ms', (header, retryAfterMs) => {
    const error = new TRPCClientError('x', { meta: { response: responseWith(header) } });

    expect(toClientFailure(error, NOW)).toEqual({
      message: 'x',
      status: 503,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  });

  it("R10 compares a date with the server's clock if this device is two hours behind", () => {
    const headers = { 'Retry-After': 'Fri, 01 Jan 2027 14:00:30 GMT', Date: 'Fri, 01 Jan 2027 14:00:00 GMT' };
    const error = new TRPCClientError('x', { meta: { response: new Response('', { status: 503, headers }) } });

    expect(toClientFailure(error, NOW).retryAfterMs).toBe(30_000);
  });

  it('R10 prefers the delay in the failure to the header', () => {
    const data = { httpStatus: 429, failure: { code: 'RATE_LIMITED', retryAfterSec: 3 } };
    const error = TRPCClientError.from({ error: { code: -32029, message: 'Too many requests.', data } });

    expect(toClientFailure(error, NOW, responseWith('60'))).toEqual({
      message: 'Too many requests.',
      status: 429,
      retryAfterMs: 3_000,
    });
  });

  it('has a message for any thrown value', () => {
    expect(toClientFailure('no', NOW).message).toBe('no');
    expect(toClientFailure(new TypeError('fetch failed'), NOW).message).toBe('fetch failed');
    expect(toClientFailure(undefined, NOW).message).toBe('undefined');
  });
});
