import { DomainError } from '@burgee/contracts';
import { describe, expect, it, vi } from 'vitest';
import { BrokenConnection, isUnavailable, withinDeadline, type Deadline } from './failures.ts';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });
const FOREVER = 60_000;

describe('a database that is unavailable', () => {
  it.each([
    ['refused the connection', withCode('ECONNREFUSED')],
    ['broke it off', withCode('ECONNRESET')],
    ['is on a network that is away', withCode('ENETUNREACH')],
    ['has a name that is not known now', withCode('EAI_AGAIN')],
    ['has no connections left', withCode('53300')],
    ['is shutting down', withCode('57P01')],
    ['is starting', withCode('57P03')],
    ['cancelled by a timeout', withCode('57014')],
    ['failed a connection', withCode('08006')],
    ['is read-only', withCode('25006')],
    ['has another password', withCode('28P01')],
    ['has a rule against this address', withCode('28000')],
    ['has a full disk', withCode('53100')],
    ['has no memory left', withCode('53200')],
    ['is not in the state for it', withCode('55000')],
    ['is crashing', withCode('57P02')],
    ['has a broken disk', withCode('58030')],
    ['took the rights to our tables away', withCode('42501')],
    ['is not there under this name', withCode('3D000')],
    ['ended the connection for a reason of its own', Object.assign(withCode('XX000'), { severity: 'FATAL' })],
    ['sent what no one can decrypt', withCode('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC')],
    ['sent what no one can read', new BrokenConnection('a message of 3 bytes')],
    ['did not answer in time', new Error('Query read timeout')],
    ['gave no connection in time', new Error('timeout exceeded when trying to connect')],
    ['went away', new Error('Connection terminated unexpectedly')],
    ['did not answer at any of its addresses', new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])],
    ['is the cause further down', new Error('outer', { cause: new Error('inner', { cause: withCode('ECONNRESET') }) })],
  ])('%s', (_, error) => {
    expect(isUnavailable(error)).toBe(true);
  });
});

describe('a database that is available', () => {
  it.each([
    ['found a duplicate', withCode('23505')],
    ['did not understand', withCode('42601')],
    ['found a deadlock', withCode('40P01')],
    ['has no such table', withCode('42P01')],
    ['has a bug', Object.assign(withCode('XX000'), { severity: 'ERROR' })],
    ['is not what Node complains about', withCode('ERR_INVALID_ARG_TYPE')],
    ['was not asked at all', new TypeError('undefined is not a function')],
    ['is not meant by text alone', 'Connection terminated'],
  ])('%s', (_, error) => {
    expect(isUnavailable(error)).toBe(false);
  });
});

describe('within a deadline', () => {
  it('work gives its result', async () => {
    expect(await withinDeadline(FOREVER, async () => 'done')).toBe('done');
  });

  it('work that fails for its own reason fails so', async () => {
    const reason = new DomainError({ code: 'FEATURE_NOT_AVAILABLE', flagKey: 'a' });
    await expect(withinDeadline(FOREVER, () => Promise.reject(reason))).rejects.toBe(reason);
  });

  it('work that finds the database away fails as DATABASE_UNAVAILABLE', async () => {
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

  it('work that never ends fails as DATABASE_UNAVAILABLE, and can know that it is too late', async () => {
    vi.useFakeTimers();
    const { work, deadline } = endless();
    expect(deadline.isTooLate()).toBe(false);
    vi.advanceTimersByTime(1_000);
    await expect(work).rejects.toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
    expect(deadline.isTooLate()).toBe(true);
    expect(() => deadline.renew()).toThrow(expect.objectContaining({ failure: UNAVAILABLE }));
    vi.useRealTimers();
  });

  it('work that renews its deadline may take any number of steps, and fails when one of them takes too long', async () => {
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

  it('work that ended leaves no timer behind', async () => {
    vi.useFakeTimers();
    await withinDeadline(FOREVER, async () => undefined);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

const UNAVAILABLE = { code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 };

/** Work that never ends, with its deadline of a second. */
function endless() {
  let deadline: Deadline | undefined;
  const work = withinDeadline(1_000, (given) => {
    deadline = given;
    return new Promise(() => undefined);
  });
  if (!deadline) throw new Error('the work did not begin');
  return { work, deadline };
}
