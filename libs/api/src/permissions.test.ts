import { Role, type DomainFailure } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from './router.ts';
import { failureFrom, startTestApi, type Api, type TestApi } from './test-services.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ publicEvaluation: false });
});
afterAll(() => api[Symbol.asyncDispose]());

/** A1 the role table: the least role that may call each procedure. */
const LEAST_ROLE: Record<string, Role> = {
  'flags.list': 'viewer',
  'flags.get': 'viewer',
  'flags.create': 'editor',
  'flags.update': 'editor',
  'flags.setEnabled': 'editor',
  'flags.archive': 'editor',
  'flags.restore': 'editor',
  'flags.delete': 'editor',
  'segments.list': 'viewer',
  'segments.get': 'viewer',
  'segments.usage': 'viewer',
  'segments.create': 'editor',
  'segments.update': 'editor',
  'segments.delete': 'editor',
  'overrides.list': 'viewer',
  'overrides.forFlag': 'viewer',
  'overrides.forUser': 'viewer',
  'overrides.resolve': 'viewer',
  'overrides.setUser': 'editor',
  'overrides.removeUser': 'editor',
  'overrides.setGlobal': 'editor',
  'overrides.removeGlobal': 'editor',
  'overrides.setEmergency': 'admin',
  'overrides.removeEmergency': 'admin',
  'overrides.setTesting': 'editor',
  'overrides.removeTesting': 'editor',
  'overrides.createLink': 'editor',
  'environments.list': 'viewer',
  'environments.get': 'viewer',
  'environments.create': 'admin',
  'environments.update': 'admin',
  'environments.invalidateCache': 'admin',
  'evaluation.explain': 'viewer',
  'audit.list': 'viewer',
};
/** Open to who has no token; what they see is up to the procedure. */
const OPEN = [
  'evaluation.evaluate',
  'evaluation.evaluateAll',
  'evaluation.changes',
  'overrides.forSession',
  'session.me',
  // What a browser may change of its own session, where the environment permits it.
  'overrides.setSession',
  'overrides.clearSession',
];
const OF_THE_SESSION = ['overrides.setSession', 'overrides.clearSession'];

type Procedures = Record<string, { _def: { type: 'query' | 'mutation' | 'subscription' } }>;
const procedures = Object.entries(appRouter._def.procedures as unknown as Procedures).map(
  ([path, { _def }]) => [path, _def.type] as const,
);

/** Calls a procedure with an input that none takes: who may not call it must be told so before that. */
async function outcomeFor(caller: Api, path: string): Promise<DomainFailure['code'] | 'answered'> {
  const [namespace = '', name = ''] = path.split('.');
  const call = (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[namespace]?.[
    name
  ]?.({ nonsense: true });
  if (!call) throw new Error(`there is no ${path}`);
  return call.then(
    () => 'answered' as const,
    async (error: unknown) => (await failureFrom(Promise.reject(error as Error))).code,
  );
}

describe('A1', () => {
  it('each procedure is in the table or in the list of those that are open', () => {
    expect(procedures.map(([path]) => path).sort()).toEqual([...Object.keys(LEAST_ROLE), ...OPEN].sort());
  });

  it('no procedure that changes more than a session is open, nor for a viewer', () => {
    const changing = procedures
      .filter(([path, type]) => type === 'mutation' && !OF_THE_SESSION.includes(path))
      .map(([path]) => path);
    expect(changing.length).toBeGreaterThan(5);
    for (const path of changing) expect([path, LEAST_ROLE[path]]).not.toContain('viewer');
    for (const path of OPEN) expect(changing).not.toContain(path);
  });

  describe.each(Object.entries(LEAST_ROLE))('%s', (path, least) => {
    it('is refused to who has no token, and to who has one that is not valid', async () => {
      for (const caller of [api.anonymous, api.refused('invalid'), api.refused('expired')]) {
        expect(await outcomeFor(caller, path)).toBe('UNAUTHENTICATED');
      }
    });

    it.each(Role.options)('for the role %s is what the table says', async (role) => {
      const isAllowed = Role.options.indexOf(role) >= Role.options.indexOf(least);
      const outcome = await outcomeFor(api.as(role), path);
      if (!isAllowed) return expect(outcome).toBe('FORBIDDEN');
      expect(['answered', 'VALIDATION_FAILED']).toContain(outcome);
    });
  });

  it('says which role is needed and which the caller has', async () => {
    const call = api.as('viewer').environments.create({ key: 'mine' });
    expect(await failureFrom(call)).toEqual({ code: 'FORBIDDEN', needs: 'admin', has: 'viewer' });
  });

  it('says why there is no session', async () => {
    for (const problem of ['invalid', 'expired'] as const) {
      expect(await failureFrom(api.refused(problem).environments.list())).toEqual({
        code: 'UNAUTHENTICATED',
        problem,
      });
    }
  });

  it('who was refused changed nothing', async () => {
    const admin = api.as('admin');
    await admin.flags.create({ environment: 'production', key: 'checkout' });
    const before = await admin.audit.list({});
    const target = { environment: 'production', key: 'checkout' };
    for (const caller of [api.anonymous, api.as('viewer')]) {
      await failureFrom(caller.flags.update({ ...target, enabled: true }));
      await failureFrom(caller.flags.setEnabled({ ...target, enabled: true }));
      await failureFrom(caller.flags.delete(target));
      await failureFrom(caller.flags.create({ ...target, key: 'other' }));
      await failureFrom(caller.environments.update({ key: 'production', name: 'Mine' }));
    }
    await failureFrom(api.as('editor').environments.create({ key: 'mine' }));
    expect(await admin.audit.list({})).toEqual(before);
  });
});

describe('session.me', () => {
  it('says who the caller is', async () => {
    expect(await api.as('editor').session.me()).toEqual({ actor: 'editor@example.org', role: 'editor' });
  });

  it('is nobody without a token', async () => {
    expect(await api.anonymous.session.me()).toBeNull();
  });
});
