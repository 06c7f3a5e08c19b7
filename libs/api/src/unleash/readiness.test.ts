import type { EnvironmentKey } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { evaluateForFrontend } from './frontend.ts';
import { countUnleashMetrics } from './metrics.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
});
afterAll(() => api[Symbol.asyncDispose]());

const variants = ['small', 'large'].map((key) => ({ key, value: key }));
const weights = ['small', 'large'].map((variant) => ({ variant, weight: 50_000 }));
const split = { weights };
const half = { schedule: { kind: 'fixed' as const, percentage: 50 } };

describe('15.5 a new flag of an environment with the hash of Unleash', () => {
  it('has it wherever it hashes, unless it says otherwise', async () => {
    await admin.environments.update({ key: environment, bucketing: 'unleash' });
    const rules = [
      { id: 'a', condition: { all: [] }, rollout: half, serve: { kind: 'split' as const, split } },
      {
        id: 'b',
        condition: { all: [] },
        rollout: { ...half, algorithm: 'sha256' as const },
        serve: { kind: 'variant' as const, variant: 'large' },
      },
      {
        id: 'c',
        condition: { all: [] },
        serve: { kind: 'split' as const, split: { ...split, bucketBy: ['company'] } },
      },
    ];
    const flag = await admin.flags.create({
      environment,
      key: 'new',
      type: 'string',
      variants,
      offVariant: null,
      split,
      rules,
    });
    const hashed = { algorithm: 'unleash', bucketBy: ['userId', 'sessionId'], missing: 'random' };
    expect(flag).toMatchObject({
      rollout: hashed,
      split: { ...hashed, bucketBy: ['userId', 'sessionId', 'remoteAddress'] },
      rules: [
        { rollout: hashed, serve: { split: { algorithm: 'unleash' } } },
        { rollout: { algorithm: 'sha256' } },
        { serve: { split: { algorithm: 'murmur3' } } },
      ],
    });
    expect(await admin.flags.create({ environment, key: 'plain' })).toMatchObject({ rollout: hashed });
    await admin.environments.update({ key: environment, bucketing: 'standard' });
    expect(await admin.flags.create({ environment, key: 'usual' })).toMatchObject({
      rollout: { algorithm: 'murmur3' },
    });
  });
});

describe('15.5 a flag for the SDKs of Unleash', () => {
  it('is shown with the users that a conversion moves, and converted', async () => {
    await admin.flags.create({ environment, key: 'half', enabled: true, rollout: half });
    const ready = await admin.flags.unleash({ environment, key: 'half' });
    expect(ready.specifications.map(({ specification, why }) => [specification, why?.slice(0, 17)])).toEqual(
      [4, 5, 6].map((level) => [level, 'A rollout at 50% ']),
    );
    expect(ready.conversion).toMatchObject({ why: null, flips: { ids: 10_000 } });
    const { changed = 0, moves = [] } = ready.conversion?.flips ?? {};
    expect(moves.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(['off on', 'on off']);
    expect(moves.reduce((sum, { count }) => sum + count, 0)).toBe(changed);
    await admin.flags.convertToUnleash({ environment, key: 'half' });
    expect(await admin.flags.unleash({ environment, key: 'half' })).toEqual({
      specifications: [4, 5, 6].map((specification) => ({ specification, why: null })),
      conversion: null,
    });
  });

  it('keeps the attributes that it hashes', async () => {
    const company = { bucketBy: ['company'] };
    const flag = { environment, key: 'by-company', type: 'string' as const, variants, offVariant: null };
    await admin.flags.create({ ...flag, rollout: { ...half, ...company }, split: { ...split, ...company } });
    expect(await admin.flags.convertToUnleash({ environment, key: 'by-company' })).toMatchObject({
      rollout: { algorithm: 'unleash', bucketBy: ['company'], missing: 'excluded' },
      split: { algorithm: 'unleash', bucketBy: ['company'], missing: 'random' },
    });
    await admin.flags.create({ environment, key: 'at-random', rollout: { ...half, bucketBy: [] } });
    expect(await admin.flags.convertToUnleash({ environment, key: 'at-random' })).toMatchObject({
      rollout: { missing: 'random' },
    });
  });

  it('is shown with the flags that it requires', async () => {
    await admin.flags.create({ environment, key: 'first' });
    const requires = (flagKey: string) => ({ prerequisites: [{ flagKey, variants: ['on'] }] });
    await admin.flags.create({ environment, key: 'second', ...requires('first') });
    await admin.flags.create({
      environment,
      key: 'third',
      enabled: true,
      rollout: { schedule: { kind: 'fixed', percentage: 100 } },
      prerequisites: [...requires('second').prerequisites, ...requires('first').prerequisites],
    });
    const { specifications } = await admin.flags.unleash({ environment, key: 'third' });
    expect(specifications.at(-1)?.why).toContain('one level');
    expect(await failureFrom(admin.flags.unleash({ environment, key: 'nowhere' }))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
    });
  });

  it('is shown even if it cannot be evaluated, or requires a flag that is gone', async () => {
    for (const key of ['broken', 'lonely']) await admin.flags.create({ environment, key, enabled: true });
    const gone = JSON.stringify([{ flagKey: 'gone', variants: ['on'] }]);
    await api.services.database.write(async (em) => {
      await em.execute(
        `update feature_flags set rollout = '{"schedule":{"kind":"unknown"}}' where environment = ? and flag_key = 'broken'`,
        [environment],
      );
      await em.execute(
        `update feature_flags set prerequisites = ?::jsonb where environment = ? and flag_key = 'lonely'`,
        [gone, environment],
      );
    });
    await admin.environments.invalidateCache({ key: environment });
    expect(await admin.flags.unleash({ environment, key: 'broken' })).toMatchObject({ conversion: null });
    const { specifications } = await admin.flags.unleash({ environment, key: 'lonely' });
    // It is off for everyone, as a flag that requires an unknown one is in Unleash.
    expect(specifications.at(-1)?.why).toBeNull();
  });

  it('is evaluated for frontends, at their own time if they have one', async () => {
    await admin.flags.create({
      environment,
      key: 'ends',
      enabled: true,
      rollout: { schedule: { kind: 'fixed', percentage: 100 } },
      expiresAt: '2999-01-01T00:00:00Z',
    });
    const key = { id: 'k', name: 'k', kind: 'web' as const, environment, origins: [] };
    const request = { services: api.services, caller: { key, ended: new AbortController().signal } };
    const namesAt = async (context: object) =>
      (await evaluateForFrontend(request, { ...context })).toggles.map(({ name }) => name);
    expect(await namesAt({ userId: 'ada' })).toContain('ends');
    expect(await namesAt({ currentTime: '2999-01-01T00:00:00Z' })).not.toContain('ends');
    expect(await namesAt({ currentTime: 'soon' })).toContain('ends');
    expect(await namesAt({ properties: { userId: ['ada'] } })).not.toContain('ends');
  });

  it('is counted, unless it is unknown', async () => {
    const variants = new Map<string, number>();
    countUnleashMetrics(api.services, environment, [
      { name: 'half', yes: 2, no: 0, variants },
      { name: 'nowhere', yes: 9, no: 9, variants },
    ]);
    await api.services.usage.flush();
    expect(await admin.flags.usage({ environment, key: 'half' })).toMatchObject({ total: 2 });
  });
});
