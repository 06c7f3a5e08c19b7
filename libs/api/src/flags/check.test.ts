import type { EnvironmentKey } from '@burgee/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

type Rule = NonNullable<NewFlag['rules']>[number];
type Split = NonNullable<NewFlag['split']>;

const everybody: Rule['condition'] = { all: [] };
const serveOn: Rule['serve'] = { kind: 'variant', variant: 'on' };
const aRuleFor = (condition: Rule['condition'], fields: Partial<Rule> = {}): Rule => ({
  id: 'r1',
  condition,
  serve: serveOn,
  ...fields,
});
const halves: Split = {
  weights: [
    { variant: 'on', weight: 50_000 },
    { variant: 'off', weight: 50_000 },
  ],
};
const aSplit = (fields: Partial<Split>): Split => ({ ...halves, ...fields });

describe('F1.11 a flag that cannot be evaluated is not written', () => {
  const refused: [string, Partial<NewFlag>, RegExp][] = [
    [
      'an invalid pattern',
      { rules: [aRuleFor({ attribute: 'email', operator: 'matches', values: ['(unclosed'] })] },
      /^rules\.0\.condition\S*: "\(unclosed" is not an RE2 pattern/,
    ],
    [
      'a pattern that requires backtracking',
      { rules: [aRuleFor({ attribute: 'email', operator: 'matches', values: ['(a)\\1'] })] },
      /^rules\.0\.condition\S*: .*not an RE2 pattern/,
    ],
    [
      'an invalid range of addresses',
      { rules: [aRuleFor({ all: [everybody, { attribute: 'ip', operator: 'inCidr', values: ['10.0.0.0/33'] }] })] },
      /^rules\.0\.condition\S*: "10\.0\.0\.0\/33" is not an IP address or range/,
    ],
    [
      'an invalid version',
      { rules: [aRuleFor({ attribute: 'app', operator: 'semverGt', values: ['1.2'] })] },
      /^rules\.0\.condition\.values\.0: use a version like/,
    ],
    [
      'an invalid instant',
      { rules: [aRuleFor({ attribute: '$now', operator: 'after', values: ['tomorrow'] })] },
      /^rules\.0\.condition\.values\.0: use ISO 8601/,
    ],
    [
      'a segment that does not exist',
      { rules: [aRuleFor({ not: { segment: 'staff' } })] },
      /^rules\.0\.condition\S*: there is no segment "staff"/,
    ],
    [
      'a rule that serves a variant that does not exist',
      { rules: [aRuleFor(everybody, { serve: { kind: 'variant', variant: 'purple' } })] },
      /^rules\.0\.serve\.variant: there is no variant "purple"/,
    ],
    [
      'a rule whose split names a variant that does not exist',
      {
        rules: [
          aRuleFor(everybody, {
            serve: { kind: 'split', split: { weights: [{ variant: 'purple', weight: 100_000 }] } },
          }),
        ],
      },
      /^rules\.0\.serve\.split\S*: there is no variant "purple"/,
    ],
    [
      'two rules with the same id',
      { rules: [aRuleFor(everybody), aRuleFor(everybody)] },
      /^rules\.1\.id: "r1" appears twice/,
    ],
    ['an on variant that does not exist', { onVariant: 'purple' }, /^onVariant: there is no variant "purple"/],
    ['an off variant that does not exist', { offVariant: 'purple' }, /^offVariant: there is no variant "purple"/],
    [
      'a split that names a variant that does not exist',
      { split: aSplit({ weights: [{ variant: 'purple', weight: 100_000 }] }) },
      /^split\S*: there is no variant "purple"/,
    ],
    [
      'weights that do not add up to 100%',
      { split: aSplit({ weights: [{ variant: 'on', weight: 99_999 }] }) },
      /^split\.weights: must sum to 100,000 \(thousandths of a percent\), not 99999/,
    ],
    [
      'weights that name a variant twice',
      {
        split: aSplit({
          weights: [
            { variant: 'on', weight: 50_000 },
            { variant: 'on', weight: 50_000 },
          ],
        }),
      },
      /^split\.weights: names a variant twice/,
    ],
    [
      'a weight that is not an integer',
      {
        split: aSplit({
          weights: [
            { variant: 'on', weight: 0.5 },
            { variant: 'off', weight: 99_999 },
          ],
        }),
      },
      /^split\.weights\.0\.weight: /,
    ],
    [
      'a split from Unleash without any weight',
      { split: aSplit({ algorithm: 'unleash', weights: [{ variant: 'on', weight: 0 }] }) },
      /^split\.weights: /,
    ],
    [
      'a percentage with more than three decimals',
      { rollout: { schedule: { kind: 'fixed', percentage: 1.0001 } } },
      /^rollout\.schedule\.percentage: use at most three decimals/,
    ],
    [
      'a ramp that ends before it starts',
      {
        rollout: {
          schedule: { kind: 'ramp', from: 0, to: 1, startAt: '2027-02-01T00:00:00Z', endAt: '2027-01-01T00:00:00Z' },
        },
      },
      /^rollout\.schedule\.endAt: must be after startAt/,
    ],
    [
      'a time that is not in UTC',
      { expiresAt: '2027-01-01T00:00:00+02:00' },
      /^expiresAt: use an ISO 8601 time in UTC/,
    ],
    [
      'values of another type',
      {
        type: 'number',
        variants: [
          { key: 'a', value: '1' },
          { key: 'b', value: 2 },
        ],
      },
      /^variants\.0\.value: must be of the flag's type, number/,
    ],
    [
      'a value that is null',
      { type: 'json', variants: [{ key: 'a', value: null }] },
      /^variants\.0\.value: must be of the flag's type, json/,
    ],
    [
      'a duplicate variant',
      {
        type: 'string',
        variants: [
          { key: 'a', value: 'x' },
          { key: 'a', value: 'y' },
        ],
      },
      /^variants\.1\.key: "a" appears twice/,
    ],
    [
      'a prerequisite that does not exist',
      { prerequisites: [{ flagKey: 'nothing', variants: ['on'] }] },
      /^prerequisites\.0\.flagKey: there is no flag "nothing"/,
    ],
  ];

  it.each(refused)('%s', async (_, fields, expected) => {
    const environment = await api.newEnvironment();
    const details = await detailsFrom(editor.flags.create({ environment, key: 'flag', ...fields }));
    expect(details).toEqual([expect.stringMatching(expected)]);
    expect(await editor.environments.get({ key: environment })).toMatchObject({ version: 1 });
  });

  it.each(refused.filter(([, { type }]) => !type))('not even by an update: %s', async (_, fields, expected) => {
    const environment = await api.newEnvironment();
    const flag = await editor.flags.create({ environment, key: 'flag' });
    const details = await detailsFrom(editor.flags.update({ environment, key: 'flag', ...fields }));
    expect(details).toEqual([expect.stringMatching(expected)]);
    expect(await editor.flags.get({ environment, key: 'flag' })).toEqual(flag);
  });

  it('a variant that is still served cannot be removed', async () => {
    const environment = await api.newEnvironment();
    const variants = ['a', 'b', 'c', 'd'].map((key) => ({ key, value: key }));
    await editor.flags.create({
      environment,
      key: 'text',
      type: 'string',
      variants,
      onVariant: 'a',
      offVariant: 'b',
      split: { weights: [{ variant: 'c', weight: 100_000 }] },
      rules: [aRuleFor(everybody, { serve: { kind: 'variant', variant: 'd' } })],
    });
    for (const key of ['a', 'b', 'c', 'd']) {
      const rest = variants.filter((variant) => variant.key !== key);
      const details = await detailsFrom(editor.flags.update({ environment, key: 'text', variants: rest }));
      expect(details).toEqual([expect.stringContaining(`there is no variant "${key}"`)]);
    }
  });
});

describe('prerequisites', () => {
  const required = (flagKey: string, ...variants: (string | null)[]) => ({
    prerequisites: [{ flagKey, variants }],
  });

  async function aChain(...keys: string[]): Promise<EnvironmentKey> {
    const environment = await api.newEnvironment();
    let before: string | undefined;
    for (const key of keys) {
      await editor.flags.create({ environment, key, ...(before && required(before, 'on')) });
      before = key;
    }
    return environment;
  }

  it('must name variants of the required flag', async () => {
    const environment = await aChain('a');
    expect(await detailsFrom(editor.flags.create({ environment, key: 'b', ...required('a', 'on', 'purple') }))).toEqual(
      ['prerequisites.0.variants: "a" has no variant "purple"'],
    );
  });

  it('must not require the absence of a variant if the required flag has an off variant', async () => {
    const environment = await aChain('a');
    expect(await detailsFrom(editor.flags.create({ environment, key: 'b', ...required('a', null) }))).toEqual([
      'prerequisites.0.variants: "a" has an off variant',
    ]);
    await editor.flags.update({ environment, key: 'a', offVariant: null });
    await editor.flags.create({ environment, key: 'b', ...required('a', null) });
    // Now another flag requires it.
    expect(await detailsFrom(editor.flags.update({ environment, key: 'a', offVariant: 'off' }))).toEqual([
      'variants: "b" requires the variant "none" of this flag',
    ]);
  });

  it('keep the variants that they require', async () => {
    const environment = await api.newEnvironment();
    const variants = ['x', 'y', 'z'].map((key) => ({ key, value: key }));
    await editor.flags.create({ environment, key: 'chosen', type: 'string', variants });
    await editor.flags.create({ environment, key: 'b', ...required('chosen', 'y', 'z') });
    const rest = variants.filter(({ key }) => key !== 'z');
    expect(await detailsFrom(editor.flags.update({ environment, key: 'chosen', variants: rest }))).toEqual([
      'variants: "b" requires the variant "z" of this flag',
    ]);
    await editor.flags.update({ environment, key: 'b', ...required('chosen', 'y') });
    await editor.flags.update({ environment, key: 'chosen', variants: rest });
  });

  it('must not lead back to the flag, and the path is reported', async () => {
    const environment = await aChain('a', 'b', 'c');
    expect(await failureFrom(editor.flags.update({ environment, key: 'a', ...required('c', 'on') }))).toEqual({
      code: 'PREREQUISITE_CYCLE',
      path: ['a', 'c', 'b', 'a'],
    });
  });

  it('must not name the flag itself', async () => {
    const environment = await aChain('a');
    const self = { environment, key: 'self', ...required('self', 'on') };
    expect(await failureFrom(editor.flags.create(self))).toEqual({
      code: 'PREREQUISITE_CYCLE',
      path: ['self', 'self'],
    });
    expect(await failureFrom(editor.flags.update({ environment, key: 'a', ...required('a', 'on') }))).toEqual({
      code: 'PREREQUISITE_CYCLE',
      path: ['a', 'a'],
    });
  });

  it('may converge, as long as there is no cycle', async () => {
    const environment = await aChain('a', 'b');
    await editor.flags.create({ environment, key: 'c', ...required('a', 'on') });
    const both = ['b', 'c'].map((flagKey) => ({ flagKey, variants: ['on'] }));
    await editor.flags.create({ environment, key: 'd', prerequisites: both });
  });

  it('refuse one of two concurrent edits that together would form a cycle', async () => {
    const environment = await aChain('a');
    await editor.flags.create({ environment, key: 'b' });
    const results = await Promise.allSettled([
      editor.flags.update({ environment, key: 'a', ...required('b', 'on') }),
      editor.flags.update({ environment, key: 'b', ...required('a', 'on') }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('cannot name flags of other environments', async () => {
    await aChain('elsewhere');
    const environment = await api.newEnvironment();
    const details = await detailsFrom(editor.flags.create({ environment, key: 'b', ...required('elsewhere', 'on') }));
    expect(details).toEqual(['prerequisites.0.flagKey: there is no flag "elsewhere"']);
  });
});

describe('an accepted flag', () => {
  it('never answers FLAG_BROKEN, for any generated config', async () => {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'required', enabled: true });
    await editor.segments.create({ environment, key: 'staff', condition: { attribute: 'staff', operator: 'exists' } });
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(plausibleFlag, async (fields) => {
        const flag: NewFlag = { ...fields, environment, key: `tried-${accepted + refused}` };
        const failure = await editor.flags.create(flag).then(
          () => undefined,
          (error: unknown) => failureFrom(Promise.reject(error as Error)),
        );
        if (failure) {
          refused++;
          // The first generated flag may require itself.
          expect(['VALIDATION_FAILED', 'PREREQUISITE_CYCLE']).toContain(failure.code);
          return;
        }
        accepted++;
        const ruleset = api.services.snapshots.ruleset(environment);
        expect(ruleset.broken).toEqual([]);
        for (const context of [{}, { userId: 'ada', staff: true, version: '1.2.3', ip: '10.1.2.3' }]) {
          const answer = await editor.evaluation.explain({ environment, flagKey: flag.key, context });
          expect(answer.errorCode).toBeUndefined();
        }
      }),
      { numRuns: 150 },
    );
    // Otherwise, the test tried nothing.
    expect(Math.min(accepted, refused)).toBeGreaterThan(20);
  });

  const usually = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary: good, weight: 15 }, { arbitrary: bad, weight: 1 });
  const variant = usually(fc.constantFrom('on', 'off'), fc.constantFrom('purple', '__proto__', 'ON'));
  const clause: fc.Arbitrary<Rule['condition']> = fc.oneof(
    fc.record({
      attribute: fc.constantFrom('userId', '__proto__', 'constructor', 'plan'),
      operator: fc.constantFrom('in' as const, 'notIn' as const, 'contains' as const),
      values: fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    }),
    fc.record({
      attribute: fc.constant('email'),
      operator: fc.constant('matches' as const),
      values: fc.array(
        usually(fc.constantFrom('^a', '(a|b)+$', '\\d{2}'), fc.string({ unit: fc.constantFrom(...'a([{)*\\1?') })),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
    }),
    fc.record({
      attribute: fc.constant('ip'),
      operator: fc.constant('inCidr' as const),
      values: fc.array(
        usually(fc.constantFrom('10.0.0.0/8', '::1', '2001:db8::/32'), fc.constantFrom('10.0.0.0/64', 'x', '::/129')),
        { maxLength: 2 },
      ),
    }),
    fc.record({
      attribute: fc.constant('version'),
      operator: fc.constantFrom('semverGt' as const, 'semverEq' as const),
      values: fc.array(usually(fc.constantFrom('1.2.3', '0.0.0-a.1+b'), fc.constantFrom('1', '01.2.3', 'v1.2.3')), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    fc.record({
      attribute: fc.constantFrom('$now', 'since'),
      operator: fc.constantFrom('before' as const, 'after' as const),
      values: fc.array(
        usually(
          fc.constantFrom('2027-01-01', '2027-01-01T00:00Z', '2024-02-29T23:59:59.999999+14:00'),
          fc.constantFrom('2027-02-30', '24:00'),
        ),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    fc.record({
      attribute: fc.constant('seats'),
      operator: fc.constantFrom('lt' as const, 'gte' as const),
      values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ segment: usually(fc.constant('staff'), fc.constant('nobody')) }),
  );
  const condition: fc.Arbitrary<Rule['condition']> = fc.letrec<{ tree: Rule['condition'] }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      clause,
      fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ not: tie('tree') }),
    ),
  })).tree;
  const split: fc.Arbitrary<Split> = fc
    .tuple(variant, variant, usually(fc.constant(100_000), fc.nat(200_000)), fc.nat(100_000))
    .map(([a, b, sum, part]) => ({
      weights:
        a === b
          ? [{ variant: a, weight: sum }]
          : [
              { variant: a, weight: Math.min(part, sum) },
              { variant: b, weight: sum - Math.min(part, sum) },
            ],
    }));
  const percentage = usually(
    fc.nat(100_000).map((n) => n / 1_000),
    fc.constantFrom(-1, 100.5, 0.0001),
  );
  const rollout: fc.Arbitrary<NonNullable<NewFlag['rollout']>> = fc.record(
    {
      schedule: fc.oneof(
        fc.record({ kind: fc.constant('fixed' as const), percentage }),
        fc.record({
          kind: fc.constant('steps' as const),
          steps: fc.array(
            fc.record({ at: fc.constantFrom('2027-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z'), percentage }),
            {
              minLength: 1,
              maxLength: 3,
            },
          ),
        }),
        fc.record({
          kind: fc.constant('ramp' as const),
          from: percentage,
          to: percentage,
          startAt: fc.constant('2027-01-01T00:00:00Z'),
          endAt: usually(fc.constant('2027-01-01T00:00:00.001Z'), fc.constant('2026-01-01T00:00:00Z')),
        }),
      ),
      bucketBy: fc.array(fc.constantFrom('userId', '__proto__', 'company'), { maxLength: 2 }),
      salt: fc.option(fc.constantFrom('', 'pepper')),
      algorithm: fc.constantFrom('murmur3' as const, 'sha256' as const, 'unleash' as const),
      missing: fc.constantFrom('included' as const, 'excluded' as const, 'random' as const),
    },
    { requiredKeys: ['schedule'] },
  );
  const rule: fc.Arbitrary<Rule> = fc.record(
    {
      id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
      condition,
      rollout,
      serve: fc.oneof(
        fc.record({ kind: fc.constant('variant' as const), variant }),
        fc.record({ kind: fc.constant('split' as const), split }),
      ),
    },
    { requiredKeys: ['id', 'condition', 'serve'] },
  );
  const plausibleFlag = fc.record(
    {
      enabled: fc.boolean(),
      onVariant: variant,
      offVariant: fc.option(variant),
      expiresAt: fc.option(fc.constantFrom('2027-06-01T00:00:00Z', '2026-01-01T00:00Z')),
      rollout,
      split: fc.option(split),
      rules: fc.array(rule, { maxLength: 2 }),
      prerequisites: fc.array(
        fc.record({
          flagKey: usually(fc.constant('required'), fc.constantFrom('nothing', 'tried-0')),
          variants: fc.array(usually(variant, fc.constant('on')), { minLength: 1, maxLength: 2 }),
        }),
        { maxLength: 1 },
      ),
    },
    { requiredKeys: [] },
  );
});
