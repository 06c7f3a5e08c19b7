import { DAY_MS } from '@burgee/contracts';
import { errorOf } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { toClientFailure, toRefusal } from './failure.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');

function refusalWith(headers: Record<string, string>, status = 503) {
  return toRefusal(new Response('', { status, headers }), '', NOW);
}

describe('a failure', () => {
  it.each([
    ['12', 12_000],
    ['0', undefined],
    ['-3', undefined],
    ['Fri, 01 Jan 2027 12:00:30 GMT', 30_000],
    ['Fri, 01 Jan 2027 11:00:00 GMT', undefined],
    ['99999999999', DAY_MS],
    ['soon', undefined],
    ['', undefined],
  ])('R10 with Retry-After: %s requires a delay of %s ms', (header, retryAfterMs) => {
    const failure = toClientFailure(refusalWith({ 'Retry-After': header }));
    expect(failure).toMatchObject({ message: 'The answer has status 503.', status: 503 });
    expect(failure.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([401, 403])('R10 with status %i requires minutes, unless the server says how long', (status) => {
    expect(refusalWith({}, status).retryAfterMs).toBe(120_000);
    expect(refusalWith({ 'Retry-After': '3' }, status).retryAfterMs).toBe(3_000);
  });

  it("has the server's description", async () => {
    const response = errorOf(429, { code: 'RATE_LIMITED' }, { 'Retry-After': '3' }, 'Too many requests.');
    const failure = toClientFailure(toRefusal(response, await response.text(), NOW));
    expect(failure).toMatchObject({ message: 'Too many requests.', status: 429, retryAfterMs: 3_000 });
    expect(failure.problem?.code).toBe('RATE_LIMITED');
  });

  it.each(['null', '3', '"text"', '[1]', '{"title":3}'])('has a message for the body %s', (text) => {
    expect(String(toRefusal(new Response('', { status: 500 }), text, NOW).message)).not.toBe('');
  });

  it('has a message for any thrown value', () => {
    expect(toClientFailure('no').message).toBe('no');
    expect(toClientFailure(new TypeError('fetch failed')).message).toBe('fetch failed');
    expect(toClientFailure(undefined).message).toBe('undefined');
    expect(toClientFailure(null).message).toBe('null');
  });
});
