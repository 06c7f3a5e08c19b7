import type { EnvironmentKey } from '@burgee/contracts';
import { loadRuleset } from '@burgee/data-access';
import { compileRuleset, evaluateAll, rulesetChecksum } from '@burgee/evaluator';
import { NOW, runs } from '@burgee/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startTestApi, type TestApi } from './test-services.ts';
import { one, type Replica, startReplica } from './test-snapshots.ts';

let api: TestApi;
let admin: Api;
let replica: Replica;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  replica = await startReplica(api);
});
afterAll(async () => {
  await replica[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const flagKey = fc.constantFrom('a', 'b', 'c');
const segmentKey = fc.constantFrom('inner', 'outer');
const condition = fc.constantFrom<Parameters<Api['segments']['create']>[0]['condition']>(
  { attribute: 'country', operator: 'in', values: ['nl'] },
  { segment: 'inner' },
  { all: [{ segment: 'outer' }] },
);

type Change = (api: Api, environment: EnvironmentKey) => Promise<unknown>;
/** Whether each is possible depends on what came before; one that is refused changes nothing. */
const change: fc.Arbitrary<Change> = fc.oneof(
  flagKey.map(
    (key): Change =>
      (api, environment) =>
        api.flags.create({ environment, key }),
  ),
  fc.tuple(flagKey, fc.boolean()).map(([key, enabled]): Change => {
    return (api, environment) => api.flags.setEnabled({ environment, key, enabled });
  }),
  fc.tuple(flagKey, condition).map(([key, condition]): Change => {
    const rule = { id: 'r', condition, serve: { kind: 'variant' as const, variant: 'on' } };
    return (api, environment) => api.flags.update({ environment, key, rules: [rule] });
  }),
  fc.tuple(flagKey, flagKey).map(([key, required]): Change => {
    const prerequisites = [{ flagKey: required, variants: ['on'] }];
    return (api, environment) => api.flags.update({ environment, key, prerequisites });
  }),
  flagKey.map(
    (key): Change =>
      (api, environment) =>
        api.flags.archive({ environment, key }),
  ),
  flagKey.map(
    (key): Change =>
      (api, environment) =>
        api.flags.delete({ environment, key }),
  ),
  fc.tuple(segmentKey, condition).map(([key, condition]): Change => {
    return (api, environment) => api.segments.create({ environment, key, condition });
  }),
  fc.tuple(segmentKey, condition).map(([key, condition]): Change => {
    return (api, environment) => api.segments.update({ environment, key, condition });
  }),
  segmentKey.map(
    (key): Change =>
      (api, environment) =>
        api.segments.delete({ environment, key }),
  ),
  flagKey.map((flagKey): Change => {
    return (api, environment) => api.overrides.setGlobal({ environment, flagKey, value: false });
  }),
  flagKey.map(
    (flagKey): Change =>
      (api, environment) =>
        api.overrides.removeGlobal({ environment, flagKey }),
  ),
  flagKey.map((flagKey): Change => {
    return (api, environment) => api.overrides.setEmergency({ environment, flagKey, value: true, reason: 'incident' });
  }),
  flagKey.map(
    (flagKey): Change =>
      (api, environment) =>
        api.overrides.removeEmergency({ environment, flagKey }),
  ),
  flagKey.map((flagKey): Change => {
    return (api, environment) =>
      api.overrides.setUser({ environment, flagKey, userId: 'ada', overrideType: 'include' });
  }),
  fc.boolean().map((permitsSessionOverrides): Change => {
    return (api, key) => api.environments.update({ key, permitsSessionOverrides });
  }),
);

describe('13.1 a server that follows the database by its changes', () => {
  it('holds what a server that loads everything holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 8 }), async (rounds) => {
        const environment = await api.newEnvironment();
        for (const changes of rounds) {
          for (const change of changes) await change(admin, environment).catch(() => undefined);
          const { version } = api.services.snapshots.ruleset(environment);
          await replica.snapshots.catchUp(one(environment, version));
          const loaded = await loadRuleset(api.services.database, environment);
          const whole = compileRuleset(loaded!);
          for (const held of [api.services.snapshots, replica.snapshots].map(({ ruleset }) => ruleset(environment))) {
            expect(JSON.stringify(held.source)).toBe(JSON.stringify(loaded));
            expect(rulesetChecksum(held.source)).toBe(rulesetChecksum(loaded!));
            const answers = (of: typeof held) => evaluateAll(of, { userId: 'ada', country: 'nl' }, { now: NOW });
            expect(answers(held)).toEqual(answers(whole));
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
