import { type Clause, type Rollout, rolloutOf, type Split } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRollout,
  aRule,
  aSplit,
  aTextFlag,
  aUserOverride,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { exported } from './test-export.ts';

const EVERYONE = { name: 'default', parameters: {}, constraints: [] };
const unleash: Pick<Rollout, 'algorithm' | 'bucketBy' | 'missing'> = {
  algorithm: 'unleash',
  bucketBy: ['userId', 'sessionId'],
  missing: 'random',
};
const half = aRollout(50, unleash);
const blue = { name: 'blue', weight: 1_000, stickiness: 'default', payload: { type: 'string', value: 'blue' } };
const AT = '2027-01-01T00:00:00.000Z';
const before = (value: string) => ({ contextName: 'currentTime', operator: 'DATE_BEFORE', values: [], value });
const after = (value: string) => ({ contextName: 'currentTime', operator: 'DATE_AFTER', values: [], value });
const users = (...values: string[]) => ({ contextName: 'userId', operator: 'IN', values });
const condition: Clause = { attribute: 'plan', operator: 'in', values: ['pro'] };
const isPro = { contextName: 'plan', operator: 'IN', values: ['pro'] };

describe('15.5 a flag as a feature', () => {
  it('is on for everyone, or off', () => {
    expect(exported(aFlag())).toEqual({
      name: 'flag',
      type: 'release',
      enabled: true,
      project: 'default',
      stale: false,
      impressionData: false,
      strategies: [EVERYONE],
      variants: [],
    });
    // Without strategies, an enabled feature would be on for everyone.
    const off = { enabled: false, strategies: [] };
    expect(exported(aFlag({ rollout: 0 }))).toMatchObject(off);
    expect(exported(aFlag({ enabled: false }))).toMatchObject(off);
    expect(exported(aFlag({ archived: true }))).toMatchObject(off);
  });

  it('is reported if it cannot be evaluated', () => {
    expect(exported({ ...aFlag(), onVariant: 'none' as never })).toContain('The flag cannot be evaluated');
  });

  it('has its value as a payload, from client specification 5 on', () => {
    expect(exported(aTextFlag())).toMatchObject({ strategies: [{ name: 'flexibleRollout', variants: [blue] }] });
    expect(exported(aTextFlag(), { level: 4 })).toContain('client specification 5 or later');
    const variants = { small: { rows: 1 }, large: [9] };
    const json = aFlag({ type: 'json', variants, onVariant: 'large', offVariant: 'small' });
    const payload = { type: 'json', value: '[9]' };
    expect(exported(json)).toMatchObject({ strategies: [{ variants: [{ name: 'large', payload }] }] });
  });

  it('ends when it expires', () => {
    expect(exported(aFlag({ expiresAt: AT }))).toMatchObject({ strategies: [{ constraints: [before(AT)] }] });
  });
});

describe('15.5 overrides', () => {
  it('for emergencies apply even if the flag is off', () => {
    const off = aFlag({ enabled: false, prerequisites: [{ flagKey: 'none', variants: ['on'] }] });
    expect(exported(off, { overrides: [anEmergencyOverride({ value: true })] })).toMatchObject({
      strategies: [EVERYONE],
    });
    expect(exported(aFlag(), { overrides: [anEmergencyOverride({ value: false })] })).toMatchObject({ enabled: false });
    const own = { overrides: [anEmergencyOverride({ value: 'purple' })] };
    expect(exported(aTextFlag({ enabled: false }), own)).toMatchObject({
      variants: [{ name: 'override', payload: { value: 'purple' } }],
    });
    const named = aTextFlag({ variants: { control: 'c', blue: 'b', override: 'o' } });
    expect(exported(named, own)).toContain('would be named like');
    expect(exported(aTextFlag(), { overrides: [anEmergencyOverride({ value: 7 })] })).toMatchObject({ enabled: false });
  });

  it('of boolean flags need no variant', () => {
    const onlyOn = aFlag({ variants: { on: true }, offVariant: null });
    expect(exported(onlyOn, { overrides: [anEmergencyOverride({ value: false })] })).toMatchObject({ enabled: false });
    const onlyOff = aFlag({ variants: { off: false }, onVariant: 'off' });
    expect(exported(onlyOff, { overrides: [anEmergencyOverride({ value: true })] })).toMatchObject({ enabled: true });
  });

  it('that are not understood are a bug, which is not hidden', () => {
    expect(() => exported(aFlag(), { users: [null as never] })).toThrow(TypeError);
  });

  it('for everyone precede rules until they end', () => {
    const rules = [aRule({ condition, serve: 'green' })];
    const flag = aTextFlag({ rollout: 0, rules });
    expect(exported(flag, { overrides: [aGlobalOverride({ value: 'blue', expiresAt: AT })] })).toMatchObject({
      strategies: [{ constraints: [before(AT)], variants: [{ name: 'blue' }] }, { constraints: [isPro] }],
    });
    expect(exported(flag, { overrides: [aGlobalOverride({ value: 'control', expiresAt: AT })] })).toMatchObject({
      strategies: [{ constraints: [after('2026-12-31T23:59:59.999Z'), isPro] }],
    });
    // Nothing below matters.
    const sha256 = aTextFlag({ rollout: aRollout(50, { algorithm: 'sha256' }) });
    expect(exported(sha256, { overrides: [aGlobalOverride({ value: 'blue' })] })).toMatchObject({
      strategies: [{ constraints: [] }],
    });
  });

  it('for users precede everything else', () => {
    const given = {
      users: [
        aUserOverride({ target: 'ada' }),
        aUserOverride({ target: 'ben' }),
        aUserOverride({ target: 'cleo', overrideType: 'exclude' }),
      ],
    };
    expect(exported(aFlag({ rollout: 0, rules: [aRule({ condition })] }), given)).toMatchObject({
      strategies: [
        { constraints: [users('ada', 'ben')] },
        { constraints: [isPro, { ...users('cleo'), operator: 'NOT_IN' }] },
      ],
    });
    const list = Array.from({ length: 1_001 }, (_each, index) => aUserOverride({ target: `user-${index}` }));
    expect(exported(aFlag(), { users: list })).toContain('more than 1000 users');
  });

  it('of a user with a value serve it', () => {
    const given = { users: [aUserOverride({ value: 'green' })] };
    expect(exported(aTextFlag({ rollout: 0 }), given)).toMatchObject({
      strategies: [{ constraints: [users('ada')], variants: [{ name: 'green' }] }],
    });
    expect(exported(aFlag({ rollout: 0 }), { users: [aUserOverride({ value: true })] })).toMatchObject({
      enabled: true,
    });
  });
});

describe('15.5 a rule', () => {
  it('that turns the flag off is negated below', () => {
    const rules = [aRule({ id: 'a', condition, serve: 'off' }), aRule({ id: 'b', condition: { not: condition } })];
    expect(exported(aFlag({ rollout: 0, rules }))).toMatchObject({
      strategies: [{ constraints: [{ ...isPro, operator: 'NOT_IN' }] }],
    });
    const partial = [aRule({ condition, serve: 'off', rollout: half })];
    expect(exported(aFlag({ rules: partial }))).toContain('turns the flag off for a percentage');
    expect(exported(aFlag({ rules: [aRule({ serve: 'off' })] }))).toMatchObject({ enabled: false });
  });
});

describe('15.5 a rollout', () => {
  const partial = (rollout: Parameters<typeof aRollout>[1], percentage = 50) =>
    exported(aFlag({ rollout: aRollout(percentage, rollout) }));

  it('has the hash of Unleash', () => {
    const parameters = { rollout: '50', stickiness: 'default', groupId: 'flag' };
    expect(partial(unleash)).toMatchObject({ strategies: [{ name: 'flexibleRollout', parameters }] });
    expect(partial({ ...unleash, salt: 'other' })).toMatchObject({
      strategies: [{ parameters: { groupId: 'other' } }],
    });
    expect(partial({ ...unleash, bucketBy: [] })).toMatchObject({
      strategies: [{ parameters: { stickiness: 'random' } }],
    });
    const byCompany = { ...unleash, bucketBy: ['company'], missing: 'excluded' as const };
    expect(partial(byCompany)).toMatchObject({ strategies: [{ parameters: { stickiness: 'company' } }] });
    expect(partial(byCompany, 33.3)).toMatchObject({ strategies: [{ parameters: { rollout: '33' } }] });
    expect(partial({ ...byCompany, bucketBy: [] })).toMatchObject({ enabled: false });
  });

  it.each<[string, Partial<Rollout>, string]>([
    ['another hash', { algorithm: 'murmur3' }, 'uses the hash murmur3'],
    ['everyone without an id', { ...unleash, missing: 'included' }, 'includes everyone without an id'],
    ['a field that is hashed or else random', { ...unleash, bucketBy: ['userId'] }, 'or else draws at random'],
    ['several fields', { ...unleash, missing: 'excluded' }, 'Unleash hashes one field'],
    ['a reserved name', { ...unleash, missing: 'excluded', bucketBy: ['random'] }, 'cannot be hashed'],
    ['a name of every object', { ...unleash, missing: 'excluded', bucketBy: ['constructor'] }, 'cannot read'],
    ['an empty salt', { ...unleash, salt: '' }, 'salt is empty'],
    ['a salt that is not ASCII', { ...unleash, salt: 'é' }, 'not ASCII'],
  ])('with %s is reported', (_what, rollout, why) => {
    expect(partial(rollout)).toContain(why);
  });

  it('with a part of a percentage at random is reported', () => {
    expect(partial(unleash, 33.3)).toContain('whole percentages');
  });

  it('in steps has a strategy for each', () => {
    const steps = [
      { at: '2027-01-01T00:00:00.000Z', percentage: 10 },
      { at: '2027-01-02T00:00:00.000Z', percentage: 10 },
      { at: '2027-01-03T00:00:00.000Z', percentage: 100 },
    ];
    expect(exported(aFlag({ rollout: { ...half, schedule: { kind: 'steps', steps } } }))).toMatchObject({
      strategies: [
        {
          parameters: { rollout: '10' },
          constraints: [after('2026-12-31T23:59:59.999Z'), before('2027-01-03T00:00:00.000Z')],
        },
        { name: 'default', constraints: [after('2027-01-02T23:59:59.999Z')] },
      ],
    });
  });

  it('on a ramp has a strategy for each percentage', () => {
    const endAt = '2027-01-01T00:01:40.000Z';
    const schedule = { kind: 'ramp', from: 0, to: 3, startAt: AT, endAt } as const;
    const feature = exported(aFlag({ rollout: { ...half, schedule } }));
    expect(feature).toMatchObject({
      strategies: [1, 2, 3].map((percentage) => ({ parameters: { rollout: String(percentage) } })),
    });
  });

  it('with too many strategies is reported', () => {
    const any = Array.from({ length: 20 }, (_each, index) => ({ ...condition, attribute: `a${index}` }));
    const schedule = { kind: 'ramp', from: 0, to: 100, startAt: AT, endAt: '2027-02-01T00:00:00Z' } as const;
    const rules = [aRule({ condition: { any }, rollout: { ...half, schedule } })];
    expect(exported(aFlag({ rollout: 0, rules }))).toContain('more than 1000 strategies');
  });
});

describe('15.5 a split', () => {
  const variants = { control: 'control', blue: 'blue', green: 'green' };
  const sticky: Pick<Split, 'algorithm' | 'bucketBy' | 'missing'> = {
    algorithm: 'unleash',
    bucketBy: ['userId', 'sessionId', 'remoteAddress'],
    missing: 'random',
  };
  const split = aSplit({ blue: 1, green: 3 }, sticky);
  const splitFlag = (fields: Parameters<typeof aTextFlag>[0]) => exported(aTextFlag({ variants, ...fields }));

  it('has a variant for each range', () => {
    expect(splitFlag({ split })).toMatchObject({
      strategies: [
        {
          parameters: { rollout: '100', stickiness: 'random', groupId: 'flag' },
          variants: [
            { name: 'blue', weight: 25_000, stickiness: 'default' },
            { name: 'green', weight: 75_000, stickiness: 'default' },
          ],
        },
      ],
    });
    const atRandom = aSplit({ blue: 1, green: 3 }, { ...sticky, bucketBy: [] });
    expect(splitFlag({ split: atRandom })).toMatchObject({
      strategies: [{ variants: [{ stickiness: 'random' }, {}] }],
    });
  });

  it('shares the group of its rollout, or the key of the flag', () => {
    expect(splitFlag({ split, rollout: half })).toMatchObject({
      variants: [],
      strategies: [{ parameters: { groupId: 'flag' } }],
    });
    const other = { ...half, salt: 'other' };
    expect(splitFlag({ split, rollout: other })).toMatchObject({
      variants: [{ name: 'blue' }, { name: 'green' }],
      strategies: [{ parameters: { groupId: 'other' } }],
    });
    const salted = aSplit({ blue: 1, green: 3 }, { ...sticky, salt: 'third' });
    expect(splitFlag({ split: salted, rollout: other })).toContain('different salts');
    const rule = aRule({ condition, rollout: other, serve: aSplit({ blue: 1, green: 1 }, sticky) });
    expect(splitFlag({ split, rollout: other, rules: [rule] })).toContain('different salts');
  });

  it('of one variant needs no hash', () => {
    expect(splitFlag({ split: aSplit({ blue: 1 }) })).toMatchObject({ strategies: [{ variants: [blue] }] });
    expect(splitFlag({ split: aSplit({ control: 1 }) })).toMatchObject({ enabled: false });
  });

  it('may serve the first variant where the rollout requires its field', () => {
    const first = aSplit({ blue: 1, green: 3 }, { algorithm: 'unleash' });
    const byUser = aRollout(50, { algorithm: 'unleash', missing: 'excluded' });
    expect(splitFlag({ split: first, rollout: byUser })).toMatchObject({
      strategies: [{ variants: [{ stickiness: 'userId' }, {}] }],
    });
    const rules = [aRule({ condition, rollout: byUser, serve: first })];
    expect(splitFlag({ rollout: 0, rules })).toMatchObject({
      strategies: [{ variants: [{ stickiness: 'userId' }, {}] }],
    });
    expect(splitFlag({ split: first })).toContain('first variant to everyone without an id');
    expect(splitFlag({ rollout: 0, rules: [aRule({ serve: first })] })).toContain('first variant to everyone');
  });

  it.each([
    ['another hash', aSplit({ blue: 1, green: 3 }), 'uses the hash murmur3'],
    ['the off variant', aSplit({ blue: 1, control: 3 }, sticky), 'that variant is off'],
    ['other fields', aSplit({ blue: 1, green: 3 }, { ...sticky, bucketBy: ['a', 'b'] }), 'or else draws at random'],
  ])('with %s is reported', (_what, split, why) => {
    expect(splitFlag({ split })).toContain(why);
  });

  it('of a boolean flag has no variants', () => {
    const flag = aFlag({ variants: { on: true, yes: true, off: false }, split: aSplit({ on: 1, yes: 1 }) });
    expect(exported(flag)).toMatchObject({ strategies: [EVERYONE] });
  });
});

describe('15.5 prerequisites', () => {
  const requiring = (flagKey: string, ...required: (string | null)[]) =>
    aFlag({ prerequisites: [{ flagKey, variants: required }] });
  const plain = aFlag({ key: 'plain' });
  const text = aTextFlag({ key: 'text' });
  const child = (flag: ReturnType<typeof aFlag>, given: Parameters<typeof exported>[1] = {}) =>
    exported(flag, { others: [plain, text], ...given });
  const dependsOn = (...dependencies: object[]) => ({ enabled: true, dependencies });

  it('are dependencies', () => {
    expect(child(requiring('plain', 'on'))).toMatchObject(dependsOn({ feature: 'plain', enabled: true }));
    expect(child(requiring('plain', 'off'))).toMatchObject(dependsOn({ feature: 'plain', enabled: false }));
    expect(child(requiring('text', 'control'))).toMatchObject(dependsOn({ feature: 'text', enabled: false }));
    expect(child(requiring('text', 'blue'))).toMatchObject(
      dependsOn({ feature: 'text', enabled: true, variants: ['blue'] }),
    );
    expect(child(requiring('text', 'blue', 'green'))).toMatchObject(dependsOn({ feature: 'text', enabled: true }));
    expect(child(requiring('plain', 'on'), { level: 4 })).toContain('client specification 5');
  });

  it('that always hold are left out', () => {
    expect(child(requiring('plain', 'on', 'off'))).not.toHaveProperty('dependencies');
  });

  it('that never hold turn the flag off', () => {
    const off = { enabled: false, strategies: [] };
    expect(child(requiring('nowhere', 'on'))).toMatchObject(off);
    expect(child(requiring('text', 'purple'))).toMatchObject(off);
    const broken = { ...aFlag({ key: 'plain' }), onVariant: 'none' as never };
    expect(exported(requiring('plain', 'on'), { others: [broken] })).toMatchObject(off);
    expect(exported(requiring('flag', 'on'))).toMatchObject(off);
  });

  it('with an override of its own value name the variants', () => {
    const overrides = [aGlobalOverride({ flagKey: 'text', value: 'purple' })];
    expect(child(requiring('text', 'blue', 'green'), { overrides })).toMatchObject(
      dependsOn({ feature: 'text', enabled: true, variants: ['blue', 'green'] }),
    );
    expect(child(requiring('text', 'blue', 'green', 'control'), { overrides })).toContain('has no "or"');
    const toOff = [aGlobalOverride({ flagKey: 'text', value: 'control' })];
    expect(child(requiring('text', 'blue', 'green'), { overrides: toOff })).toMatchObject(
      dependsOn({ feature: 'text', enabled: true }),
    );
  });

  it.each([
    [
      'a flag with prerequisites',
      [aFlag({ key: 'plain', prerequisites: [{ flagKey: 'none', variants: ['on'] }] })],
      'one level',
    ],
    ['a flag that is reported', [aFlag({ key: 'plain', rollout: 50 })], 'cannot be served'],
  ])('on %s are reported', (_what, others, why) => {
    expect(exported(requiring('plain', 'on'), { others })).toContain(why);
  });

  it('of several results that are the same in Unleash are reported', () => {
    const many = aFlag({ key: 'plain', variants: { on: true, yes: true, off: false, no: false } });
    expect(exported(requiring('plain', 'on'), { others: [many] })).toContain('has none in Unleash');
    expect(exported(requiring('plain', 'off'), { others: [many] })).toContain('all off in Unleash');
    expect(child(requiring('text', 'control', 'blue'))).toContain('has no "or"');
    const without = aTextFlag({ key: 'text', offVariant: null });
    expect(exported(requiring('text', null), { others: [without] })).toMatchObject(dependsOn({ enabled: false }));
  });
});

it('15.5 a rollout at 100% never hashes', () => {
  expect(exported(aFlag({ rollout: rolloutOf(100) }))).toMatchObject({ strategies: [EVERYONE] });
});
