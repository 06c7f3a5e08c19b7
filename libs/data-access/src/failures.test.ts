import { DomainError } from '@burgee/contracts';
import { describe, expect, it, vi } from 'vitest';
import { BrokenConnection, type Deadline, isUnavailable, withinDeadline } from './failures.ts';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });
const FOREVER = 60_000;

describe('a database that is unavailable', () => {
  it.each([
    ['refuses the connection', withCode('ECONNREFUSED')],
    ['resets the connection', withCode('ECONNRESET')],
    ['is on an unreachable network', withCode('ENETUNREACH')],
    ['has a host name that cannot be resolved now', withCode('EAI_AGAIN')],
    ['has no connections left', withCode('53300')],
    ['is shutting down', withCode('57P01')],
    ['is starting', withCode('57P03')],
    ['cancels a statement after a timeout', withCode('57014')],
    ['reports a connection failure', withCode('08006')],
    ['is read-only', withCode('25006')],
    ['rejects the password', withCode('28P01')],
    ['has a rule that rejects this address', withCode('28000')],
    ['has a full disk', withCode('53100')],
    ['has no memory left', withCode('53200')],
    ['is not in the required state', withCode('55000')],
    ['is crashing', withCode('57P02')],
    ['has a broken disk', withCode('58030')],
    ['revoked the privileges on our tables', withCode('42501')],
    ['does not exist under this name', withCode('3D000')],
    ['ends the connection with any other code', Object.assign(withCode('XX000'), { severity: 'FATAL' })],
    ['sends data that cannot be decrypted', withCode('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC')],
    ['sends a malformed message', new BrokenConnection('a message of 3 bytes')],
    ['does not respond in time', new Error('Query read timeout')],
    ['does not accept a connection in time', new Error('timeout exceeded when trying to connect')],
    ['closes the connection', new Error('Connection terminated unexpectedly')],
    [
      'does not respond at any of its addresses',
      new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')]),
    ],
    ['is the cause of the cause', new Error('outer', { cause: new Error('inner', { cause: withCode('ECONNRESET') }) })],
  ])('%s', (_, error) => {
    expect(isUnavailable(error)).toBe(true);
  });
});

describe('a database that is available', () => {
  it.each([
    ['reports a duplicate key', withCode('23505')],
    ['reports a syntax error', withCode('42601')],
    ['reports a deadlock', withCode('40P01')],
    ['does not know a table', withCode('42P01')],
    ['reports an internal error', Object.assign(withCode('XX000'), { severity: 'ERROR' })],
    ['is unrelated to an error of Node', withCode('ERR_INVALID_ARG_TYPE')],
    ['is unrelated to a TypeError', new TypeError('undefined is not a function')],
    ['is unrelated to a text that is not an error', 'Connection terminated'],
  ])('%s', (_, error) => {
    expect(isUnavailable(error)).toBe(false);
  });
});

describe('within a deadline', () => {
  it('work returns its result', async () => {
    expect(await withinDeadline(FOREVER, async () => 'done')).toBe('done');
  });

  it('work rejects with its own error', async () => {
    const reason = new DomainError({ code: 'FEATURE_NOT_AVAILABLE', flagKey: 'a' });
    await expect(withinDeadline(FOREVER, () => Promise.reject(reason))).rejects.toBe(reason);
  });

  it('work fails as DATABASE_UNAVAILABLE if it cannot reach the database', async () => {
    await expect(withinDeadline(FOREVER, () => Promise.reject(withCode('ECONNREFUSED')))).rejects.toMatchObject({
      failure: { code: 'DATABASE_UNAVAILABLE', retryAfterSec: expect.any(Number) },
    });
  });

  it.each([
    ['22021', 'NUL'],
    ['22P05', 'NUL'],
    ['22P02', 'surrogate'],
    ['22008', 'years'],
  ])('work with a value that cannot be stored fails as VALIDATION_FAILED (%s)', async (code, word) => {
    await expect(withinDeadline(FOREVER, () => Promise.reject(withCode(code)))).rejects.toMatchObject({
      failure: { code: 'VALIDATION_FAILED', details: [{ message: expect.stringContaining(word) }] },
    });
  });

  it('work that never ends fails as DATABASE_UNAVAILABLE, and can check that it is too late', async () => {
    vi.useFakeTimers();
    const { work, deadline } = endless();
    expect(deadline.isTooLate()).toBe(false);
    vi.advanceTimersByTime(1_000);
    await expect(work).rejects.toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
    expect(deadline.isTooLate()).toBe(true);
    expect(() => deadline.renew()).toThrow(expect.objectContaining({ failure: UNAVAILABLE }));
    vi.useRealTimers();
  });

  it('work that renews its deadline may take any number of steps, and fails if one of them takes too long', async () => {
    vi.useFakeTimers();
    const { work, deadline } = endless();
    for (let step = 0; step < 100; step++) {
      vi.advanceTimersByTime(999);
      deadline.renew();
    }
    expect(deadline.isTooLate()).toBe(false);
    vi.advanceTimersByTime(1_000);
    await expect(work).rejects.toMatchObject({ failure: UNAVAILABLE });
    vi.useRealTimers();
  });

  it('finished work leaves no timer behind', async () => {
    vi.useFakeTimers();
    await withinDeadline(FOREVER, async () => undefined);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

const UNAVAILABLE = { code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 };

/** Work that never ends, with a deadline of one second. */
function endless() {
  let deadline: Deadline | undefined;
  const work = withinDeadline(1_000, (given) => {
    deadline = given;
    return new Promise(() => undefined);
  });
  if (!deadline) throw new Error('the work did not start');
  return { work, deadline };
}
