import {
  DAY_MS,
  type EnvironmentKey,
  HOUR_MS,
  type JsonValue,
  OVERRIDE_PRIORITY,
  type OverrideType,
} from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let admin: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  [admin, viewer] = [api.as('admin'), api.as('viewer')];
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const flagKey = 'color';
const at = (ms: number) => new Date(NOW + ms).toISOString();
const ids = { userId: 'ada', sessionId: 'tab-1', testRunId: 'run-1' };
type Place = { environment: EnvironmentKey; flagKey: string };

/** Creates a string flag in an environment that permits session overrides; each layer's value is its name. */
async function aFlag(fields: Partial<NewFlag> = {}): Promise<Place> {
  const environment = await api.newEnvironment();
  await admin.environments.update({ key: environment, permitsSessionOverrides: true });
  await api.services.overrides.ready();
  const variants = [
    { key: 'blue', value: 'blue' },
    { key: 'none', value: 'none' },
  ];
  const shape = { type: 'string' as const, variants, onVariant: 'blue', offVariant: 'none' };
  await admin.flags.create({ environment, key: flagKey, enabled: true, ...shape, ...fields });
  return { environment, flagKey };
}

const set: Record<OverrideType, (place: Place) => Promise<unknown>> = {
  emergency: (place) => admin.overrides.setEmergency({ ...place, value: 'emergency', reason: 'incident' }),
  session: ({ environment }) =>
    admin.overrides.setSession({
      environment,
      sessionId: ids.sessionId,
      overrides: [{ flagKey, value: 'session' }],
    }),
  testing: (place) =>
    admin.overrides.setTesting({ ...place, testRunId: ids.testRunId, value: 'testing', expiresAt: at(HOUR_MS) }),
  user: (place) => admin.overrides.setUser({ ...place, userId: ids.userId, overrideType: 'include', value: 'user' }),
  global: (place) => admin.overrides.setGlobal({ ...place, value: 'global' }),
};
const remove: Record<OverrideType, (place: Place) => Promise<unknown>> = {
  emergency: (place) => admin.overrides.removeEmergency(place),
  session: ({ environment }) => admin.overrides.clearSession({ environment, sessionId: ids.sessionId }),
  testing: (place) => admin.overrides.removeTesting({ ...place, testRunId: ids.testRunId }),
  user: (place) => admin.overrides.removeUser({ ...place, userId: ids.userId }),
  global: (place) => admin.overrides.removeGlobal(place),
};
const TYPES = ['emergency', 'session', 'testing', 'user', 'global'] as const;

const answer = (place: Place, context: Record<string, string> = ids) =>
  viewer.evaluation.evaluate({ ...place, context });
const valueOf = async (place: Place, context?: Record<string, string>) => (await answer(place, context)).value;

const pairs = TYPES.flatMap((one, index) => TYPES.slice(index + 1).map((other) => [one, other] as const));

describe('S400.2 the higher of two layers wins', () => {
  it.each(
    pairs.flatMap(
      ([high, low]) =>
        [
          [high, low, high],
          [high, low, low],
        ] as const,
    ),
  )('%s over %s, with %s set first', async (high, low, first) => {
    const place = await aFlag();
    await set[first](place);
    expect(await valueOf(place)).toBe(first);
    await set[first === high ? low : high](place);
    expect(await valueOf(place)).toBe(high);
    const { override, shadowed } = await viewer.overrides.resolve({ ...place, ...ids });
    expect([override?.type, shadowed.map(({ type }) => type)]).toEqual([high, [low]]);
    await remove[high](place);
    expect(await valueOf(place)).toBe(low);
    await remove[low](place);
    expect(await valueOf(place)).toBe('none');
  });

  it('with all five, each applies once those above it are removed, and explain lists winner and shadowed', async () => {
    const place = await aFlag();
    for (const type of TYPES.toReversed()) await set[type](place);
    for (const [index, type] of TYPES.entries()) {
      const { trace, value } = await viewer.evaluation.explain({ ...place, context: ids });
      expect(value).toBe(type);
      const found = trace.filter((step) => 'overrideId' in step);
      expect(found.map(({ layer, outcome }) => [layer, outcome])).toEqual(
        TYPES.slice(index).map((layer, depth) => [
          layer === 'user' ? 'user include' : layer,
          depth === 0 ? 'won' : 'shadowed',
        ]),
      );
      for (const step of found) {
        const layer = step.layer === 'user include' ? 'user' : (step.layer as OverrideType);
        expect(step).toMatchObject({ priority: OVERRIDE_PRIORITY[layer], createdBy: expect.any(String) });
      }
      await remove[type](place);
    }
  });

  it('S400.1 and each applies to its id alone', async () => {
    const place = await aFlag();
    for (const type of ['session', 'testing', 'user'] as const) {
      const whose = { session: 'sessionId', testing: 'testRunId', user: 'userId' }[type];
      await set[type](place);
      expect(await valueOf(place, { [whose]: ids[whose as keyof typeof ids] })).toBe(type);
      // The same text as another kind of id is a different target.
      const others = Object.keys(ids).filter((name) => name !== whose);
      for (const name of others) {
        expect(await valueOf(place, { [name]: ids[whose as keyof typeof ids] })).toBe('none');
      }
      await remove[type](place);
    }
  });
});

describe('S400.2 and the kill switch', () => {
  it('ranks below emergency, session and testing, and above user and global', async () => {
    for (const type of TYPES) {
      const place = await aFlag({ enabled: false });
      await set[type](place);
      const wins = ['emergency', 'session', 'testing'].includes(type);
      expect([type, await valueOf(place)]).toEqual([type, wins ? type : 'none']);
    }
  });
});

describe('S400.3 expiry:', () => {
  it('a session override expires after 24 h', async () => {
    const place = await aFlag();
    await set.session(place);
    api.time.now = NOW + DAY_MS - 1;
    expect(await valueOf(place)).toBe('session');
    api.time.now = NOW + DAY_MS;
    expect(await valueOf(place)).toBe('none');
    expect(await viewer.overrides.resolve({ ...place, ...ids })).toEqual({ override: null, shadowed: [] });
  });

  it.each(['testing', 'user', 'global'] as const)(
    'a %s override expires at its instant, between two calls',
    async (type) => {
      const place = await aFlag();
      const fields = { ...place, expiresAt: at(HOUR_MS) };
      if (type === 'testing') await set.testing(place);
      if (type === 'user') {
        await admin.overrides.setUser({ ...fields, userId: ids.userId, overrideType: 'include', value: 'user' });
      }
      if (type === 'global') await admin.overrides.setGlobal({ ...fields, value: 'global' });
      api.time.now = NOW + HOUR_MS - 1;
      expect(await valueOf(place)).toBe(type);
      api.time.now = NOW + HOUR_MS;
      expect(await valueOf(place)).toBe('none');
      const { trace } = await viewer.evaluation.explain({ ...place, context: ids });
      expect(trace).toContainEqual(expect.objectContaining({ expiresAt: at(HOUR_MS), outcome: 'passed' }));
    },
  );

  it('an emergency override never expires, and requires a reason', async () => {
    const place = await aFlag();
    for (const reason of [undefined, '', '   ']) {
      const call = admin.overrides.setEmergency({ ...place, value: 'emergency', reason: reason as string });
      expect(await detailsFrom(call)).toEqual([expect.stringMatching(/^reason: /)]);
    }
    const forever = { ...place, value: 'emergency', reason: 'incident', expiresAt: at(HOUR_MS) };
    expect(await detailsFrom(admin.overrides.setEmergency(forever as never))).toEqual([
      expect.stringMatching(/expiresAt/),
    ]);
    await set.emergency(place);
    api.time.now = NOW + 10_000 * DAY_MS;
    expect(await valueOf(place)).toBe('emergency');
  });

  it('a testing override must expire within 24 h', async () => {
    const place = await aFlag();
    const testing = { ...place, testRunId: 'run-1', value: 'testing' };
    expect(await detailsFrom(admin.overrides.setTesting(testing as never))).toEqual([
      expect.stringMatching(/^expiresAt: /),
    ]);
    for (const [end, problem] of [
      [DAY_MS + 1, 'at most 24 hours away'],
      [0, 'in the future'],
    ] as const) {
      expect(await detailsFrom(admin.overrides.setTesting({ ...testing, expiresAt: at(end) }))).toEqual([
        `expiresAt: must be ${problem}`,
      ]);
    }
    await admin.overrides.setTesting({ ...testing, expiresAt: at(DAY_MS) });
    expect(await valueOf(place)).toBe('testing');
  });
});

describe('S400.4 set, update, remove and list', () => {
  it.each(TYPES)('%s: a second one replaces the first', async (type) => {
    const place = await aFlag();
    await set[type](place);
    await set[type](place);
    const { items, pagination } = await viewer.overrides.list({ ...place, type });
    expect([items.length, pagination.total]).toEqual([1, 1]);
    const { items: entries } = await viewer.audit.list({ environment: place.environment, type });
    expect(entries.map(({ action }) => action)).toEqual(['updated', 'created']);
  });

  it('lists overrides of a user, of a type and of a flag, newest first', async () => {
    const place = await aFlag();
    await admin.flags.create({ environment: place.environment, key: 'other' });
    for (const type of TYPES) {
      api.time.now += 1_000;
      await set[type](place);
    }
    await admin.overrides.setUser({ ...place, flagKey: 'other', userId: 'ada', overrideType: 'exclude' });
    const { environment } = place;
    const typesOf = async (filter: object) =>
      (await viewer.overrides.list({ environment, ...filter })).items.map(({ type }) => type);
    expect(await typesOf({ flagKey })).toEqual(TYPES.toReversed());
    expect(await typesOf({ type: 'global' })).toEqual(['global']);
    expect(await typesOf({ type: 'emergency' })).toEqual(['emergency']);
    expect(await typesOf({ target: 'tab-1' })).toEqual(['session']);
    const { items } = await viewer.overrides.forUser({ environment, userId: 'ada' });
    expect(items.map((override) => override.flagKey).sort()).toEqual([flagKey, 'other']);
    expect(await typesOf({ page: 9 })).toEqual([]);
    expect(await failureFrom(viewer.overrides.list({ environment: 'nowhere' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });

  it('finds users by part of the id or reason, by several ids, and by include or exclude', async () => {
    const place = await aFlag();
    const add = (userId: string, overrideType: 'include' | 'exclude', reason: string) =>
      admin.overrides.setUser({ ...place, userId, overrideType, reason });
    await add('Ada.Lovelace', 'include', 'asked for it');
    await add('grace_100%', 'exclude', 'had trouble');
    await set.global(place);
    const found = async (filter: object) => {
      const { items, pagination } = await viewer.overrides.list({ ...place, ...filter });
      expect(pagination.total).toBe(items.length);
      return items.map((one) => ('target' in one ? one.target : one.type)).sort();
    };
    expect(await found({ search: 'LOVE' })).toEqual(['Ada.Lovelace']);
    expect(await found({ search: 'trouble' })).toEqual(['grace_100%']);
    // Pattern characters match literally.
    expect(await found({ search: '0%' })).toEqual(['grace_100%']);
    expect(await found({ search: 'a_L' })).toEqual([]);
    expect(await found({ overrideType: 'include' })).toEqual(['Ada.Lovelace']);
    expect(await found({ overrideType: 'exclude', search: 'ada' })).toEqual([]);
    expect(await found({ targets: ['grace_100%', 'nobody', 'Ada.Lovelace'] })).toEqual(['Ada.Lovelace', 'grace_100%']);
    expect(await found({ search: '' })).toHaveLength(3);
  });

  it.each(['emergency', 'testing', 'user', 'global'] as const)(
    '%s: removing a missing override reports that it was not found',
    async (type) => {
      const place = await aFlag();
      expect(await failureFrom(remove[type](place))).toMatchObject({ code: 'OVERRIDE_NOT_FOUND', flagKey });
    },
  );

  it.each(['boolean', 'string', 'number', 'json'] as const)('%s: every value is returned unchanged', async (type) => {
    const values = (
      {
        boolean: [true, false],
        string: ['', 'true', '7', 'null', '"quoted"', '{"a":1}', '😀'],
        number: [0, -1.5, 1e21],
        json: [[], {}, { a: null, b: [1, 'x', { c: false }] }],
      } satisfies Record<string, JsonValue[]>
    )[type] as JsonValue[];
    const variants = type === 'boolean' ? undefined : [{ key: 'a', value: values[0] as JsonValue }];
    const environment = await api.newEnvironment();
    const place = { environment, flagKey: `of-${type}` };
    await admin.flags.create({ environment, key: place.flagKey, type, variants, enabled: true });
    for (const value of values) {
      await admin.overrides.setUser({ ...place, userId: 'ada', overrideType: 'include', value });
      expect(await valueOf(place)).toEqual(value);
      await admin.overrides.removeUser({ ...place, userId: 'ada' });
      await admin.overrides.setGlobal({ ...place, value });
      expect(await valueOf(place)).toEqual(value);
      expect((await viewer.overrides.resolve(place)).override?.['value' as never]).toEqual(value);
    }
  });
});

describe('S400.5 resolve', () => {
  it('finds a user override, and user wins over global', async () => {
    const place = await aFlag();
    await set.global(place);
    await set.user(place);
    expect(await viewer.overrides.resolve({ ...place, userId: 'ada' })).toMatchObject({
      override: { type: 'user', value: 'user' },
      shadowed: [{ type: 'global' }],
    });
    expect((await viewer.overrides.resolve({ ...place, userId: 'bob' })).override).toMatchObject({ type: 'global' });
  });

  it('A2 is refused for an id that cannot be stored', async () => {
    const place = await aFlag();
    for (const userId of ['a\0', 'a\ud800']) {
      const call = viewer.overrides.resolve({ ...place, userId });
      expect(await failureFrom(call)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'userId' }] });
    }
  });

  it('finds an emergency override with priority 1000', async () => {
    const place = await aFlag();
    await set.emergency(place);
    const { override } = await viewer.overrides.resolve({ ...place, ...ids });
    expect(override).toMatchObject({ type: 'emergency', priority: 1000 });
    const { trace } = await viewer.evaluation.explain({ ...place, context: ids });
    expect(trace[0]).toMatchObject({ layer: 'emergency', outcome: 'won', priority: 1000, reason: 'incident' });
  });

  it('omits session overrides where they are not permitted', async () => {
    const place = await aFlag();
    await set.session(place);
    await admin.environments.update({ key: place.environment, permitsSessionOverrides: false });
    expect(await viewer.overrides.resolve({ ...place, ...ids })).toEqual({ override: null, shadowed: [] });
    expect(await valueOf(place)).toBe('none');
  });
});
