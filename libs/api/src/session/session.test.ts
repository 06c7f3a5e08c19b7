import { DomainError } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../router.ts';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
/** A caller who sent a cookie while the database was unavailable. */
let unknown: Api;
beforeAll(async () => {
  api = await startTestApi();
  const because = new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 });
  unknown = createCaller({ services: api.services, caller: { problem: 'missing', because } });
});
afterAll(() => api[Symbol.asyncDispose]());

describe('R6 a caller who cannot be looked up', () => {
  it('is not anonymous: procedures that need a session report that the database is unavailable', async () => {
    const calls = [unknown.session.me(), unknown.flags.list({ environment: 'production' }), unknown.people.list()];
    for (const failure of await Promise.all(calls.map(failureFrom))) {
      expect(failure).toEqual({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 });
    }
  });

  it('R5 gets the answers that are open to anyone', async () => {
    expect(await unknown.evaluation.evaluateAll({ context: {} })).toMatchObject({ flags: {} });
    const elsewhere = unknown.evaluation.evaluateAll({ environment: 'development', context: {} });
    expect(await failureFrom(elsewhere)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
