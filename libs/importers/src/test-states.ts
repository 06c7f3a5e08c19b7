import fc from 'fast-check';
import type { UnleashContext } from './context.ts';
import type { OracleFeature, OracleState, OracleStrategy, OracleVariant } from './test-oracle.ts';
import type { OracleConstraint } from './test-oracle-constraints.ts';

/** Random states of Unleash and contexts for them, with so few values that they often match. */

const ID = fc.oneof(
  fc.constantFrom('1', '2', 'ada', ' ada', 'Ж'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);
const TEXT = fc.constantFrom(
  '',
  'no',
  'Norway',
  'norway',
  ' no',
  'way',
  'a,b',
  'Straße',
  'STRASSE',
  'ſtraße',
  'İSTANBUL',
  'ıst',
  'ist',
);
const NUMBER = fc.constantFrom('12', '12.0', '-3', '1e1', '+.5', '10', 'twelve');
const VERSION = fc.constantFrom(
  '1.2.2',
  '1.2.10',
  '1.10.0',
  '2.0.0-beta.2',
  '2.0.0-beta.11',
  '2.0.0-beta',
  '2.0.0+b1',
  '2.0.0',
  'v2.0.0',
  '1.2',
  '',
);
const ADDRESS = fc.constantFrom(
  '10.0.0.1',
  '10.0.255.1',
  '192.168.1.1',
  '2001:db8::1',
  '2001:0db8:0::1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::1',
  'localhost',
  '',
);
const RANGE = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.0/16',
  '10.0.0.1',
  '2001:db8::/32',
  '::/0',
  '::ffff:10.0.0.0/104',
  '::ffff:0:0/95',
  '::ffff:10.0.0.1',
  '0:0:0:0:0:fffe::/96',
  '0.0.0.0/0',
  'localhost',
  '10.0.0.0/33',
  '10.1',
);
const TIME = fc.constantFrom(
  '2027-01-01T12:00:00Z',
  '2027-01-01T14:00:00+02:00',
  '2027-01-01T12:00:00.001Z',
  '2026-06-01T00:00:00.000Z',
);
const PATTERN = fc.constantFrom(
  ...['^no', 'way$', 'N.r', '[', '(?=x)', '', '^$', 'a|no', 'n(?i)OR', '(?-i)N', '(n(?i)O|W)ay|x', '^[[:lower:]]+$'],
);
const FIELDS = { userId: ID, sessionId: ID, country: TEXT, age: NUMBER, version: VERSION, remoteAddress: ADDRESS };
const FIELD = fc.constantFrom(...Object.keys(FIELDS), 'currentTime', 'missing');

const flags = { inverted: fc.boolean(), caseInsensitive: fc.boolean() };
function constraint(
  operators: string[],
  operand: Partial<Record<'value' | 'values', fc.Arbitrary<unknown>>>,
  contextName = FIELD,
) {
  return fc.record(
    { contextName, operator: fc.constantFrom(...operators), ...operand, ...flags },
    { requiredKeys: ['contextName', 'operator', ...(Object.keys(operand) as (keyof typeof operand)[])] },
  );
}
const paddedList = (item: fc.Arbitrary<string>) =>
  fc.array(
    item.map((text) => ` ${text} `),
    { maxLength: 3 },
  );
const CONSTRAINT = fc.oneof(
  constraint(['IN', 'NOT_IN'], { values: paddedList(fc.oneof(ID, TEXT, NUMBER)) }),
  constraint(['STR_STARTS_WITH', 'STR_ENDS_WITH', 'STR_CONTAINS'], { values: paddedList(fc.oneof(TEXT, ID)) }),
  constraint(
    ['NUM_EQ', 'NUM_GT', 'NUM_GTE', 'NUM_LT', 'NUM_LTE'],
    { value: NUMBER },
    fc.constantFrom('age', 'country', 'missing'),
  ),
  constraint(['DATE_AFTER', 'DATE_BEFORE'], { value: fc.oneof(TIME, fc.constant('soon')) }),
  constraint(
    ['SEMVER_EQ', 'SEMVER_GT', 'SEMVER_GTE', 'SEMVER_LT', 'SEMVER_LTE'],
    { value: VERSION },
    fc.constantFrom('version', 'age'),
  ),
  fc.record({ contextName: FIELD, operator: fc.constant('REGEX'), value: PATTERN, ...flags }),
  constraint(['IN_CIDR'], { values: paddedList(RANGE) }, fc.constantFrom('remoteAddress', 'missing')),
  constraint(['NO_SUCH_OPERATOR'], { value: TEXT }),
) as fc.Arbitrary<OracleConstraint>;

const STICKINESS = fc.constantFrom('default', 'userId', 'sessionId', 'country', 'remoteAddress');
const WEIGHT = fc.constantFrom(0, 0, 1, 33, 50, 1000);
const ids = fc.array(ID, { maxLength: 4 }).map((list) => list.join(' , '));
const PERCENTAGE = fc.constantFrom('0', '1', '50', '99.5', '100', '150', '-5');
const GROUP = fc.constantFrom('group', 'feature-1', 'Ω', 'a:b');

function variantList(withOverrides: boolean): fc.Arbitrary<OracleVariant[]> {
  const overrides = fc.array(
    fc.record({ contextName: FIELD, values: fc.array(fc.oneof(ID, TEXT), { maxLength: 3 }) }),
    { maxLength: 2 },
  );
  const stickiness = fc.option(STICKINESS, { nil: undefined });
  const variant = fc.record(
    {
      name: fc.constantFrom('blue', 'green', 'on', 'disabled'),
      weight: WEIGHT,
      stickiness,
      ...(withOverrides && { overrides }),
    },
    { requiredKeys: ['name', 'weight'] },
  );
  const list = fc.uniqueArray(variant, { maxLength: 4, selector: ({ name }) => name });
  return list;
}

const PAYLOAD_TYPE = fc.constantFrom('none', 'none', 'string', 'number', 'json', 'csv');

/** Adds payloads by name and of one type, with rare exceptions, because anything else is a problem. */
function withPayloads(feature: OracleFeature, type: string, chance: number): OracleFeature {
  const values: Record<string, (name: string) => string> = {
    string: (name) => `value of ${name}`,
    csv: (name) => `${name},other`,
    number: (name) => `${name.length}.50`,
    json: (name) => `{ "name": "${name}", "list": [1, 2.5] }`,
  };
  const add = (variant: OracleVariant): OracleVariant => {
    const valueOf = variant.name === 'on' && chance === 0 ? undefined : values[type];
    return valueOf ? { ...variant, payload: { type, value: valueOf(variant.name) } } : variant;
  };
  const { strategies, variants } = feature;
  return {
    ...feature,
    ...(variants && { variants: variants.map(add) }),
    strategies: (strategies ?? []).map((each) =>
      each.variants ? { ...each, variants: each.variants.map(add) } : each,
    ),
  };
}

const parameters = {
  default: fc.record({ groupId: GROUP }),
  userWithId: fc.record({ userIds: ids }),
  gradualRolloutUserId: fc.record({ percentage: PERCENTAGE, groupId: GROUP }, { requiredKeys: ['percentage'] }),
  gradualRolloutSessionId: fc.record({ percentage: PERCENTAGE, groupId: GROUP }, { requiredKeys: ['percentage'] }),
  gradualRolloutRandom: fc.record({ percentage: fc.constantFrom('0', '100') }),
  remoteAddress: fc.record({
    IPs: fc.array(fc.oneof(RANGE, ADDRESS), { maxLength: 3 }).map((list) => list.join(', ')),
  }),
  flexibleRollout: fc.record({ rollout: PERCENTAGE, stickiness: STICKINESS, groupId: GROUP }),
};
const STRATEGY = fc.oneof(
  ...Object.entries(parameters).map(([name, parameters]) =>
    fc.record(
      {
        name: fc.constant(name),
        parameters: parameters as fc.Arbitrary<Record<string, string>>,
        constraints: fc.array(CONSTRAINT, { maxLength: 2 }),
        segments: fc.array(fc.constantFrom(1, 1, 2, 404), { maxLength: 1 }),
        variants: variantList(false),
      },
      { requiredKeys: ['name', 'parameters'] },
    ),
  ),
) satisfies fc.Arbitrary<OracleStrategy>;

const NAMES = ['feature-1', 'feature-2', 'feature-3', 'feature-4'];
const DEPENDENCY = fc.record(
  {
    feature: fc.constantFrom(...NAMES, 'missing'),
    enabled: fc.boolean(),
    variants: fc.subarray(['blue', 'green', 'on', 'disabled']),
  },
  { requiredKeys: ['feature'] },
);

function feature(name: string): fc.Arbitrary<OracleFeature> {
  // The first two have no parents, so that they can be parents.
  const dependencies = fc.array(DEPENDENCY, { maxLength: name < 'feature-3' ? 0 : 2 });
  const plain = fc.record(
    {
      name: fc.constant(name),
      enabled: fc.constantFrom(true, true, true, false),
      strategies: fc.array(STRATEGY, { maxLength: 3 }),
      variants: variantList(true),
      dependencies,
    },
    { requiredKeys: ['name', 'enabled', 'strategies'] },
  );
  return fc.tuple(plain, PAYLOAD_TYPE, fc.nat(20)).map(([each, type, chance]) => withPayloads(each, type, chance));
}

export const STATE: fc.Arbitrary<OracleState> = fc.record({
  features: fc.tuple(...NAMES.map(feature)),
  segments: fc
    .tuple(...[1, 2].map(() => fc.array(CONSTRAINT, { maxLength: 2 })))
    .map((lists) => lists.map((constraints, index) => ({ id: index + 1, constraints }))),
});

const optional = { requiredKeys: [] };
const { userId, sessionId, ...others } = FIELDS;
export const CONTEXT: fc.Arbitrary<UnleashContext> = fc
  .tuple(
    fc.record({ userId, sessionId, ...others }, optional),
    fc.record({ ...FIELDS, userId: fc.constant(null), version: fc.option(VERSION) }, optional),
    TIME,
  )
  .map(([fields, properties, currentTime]) => ({ ...fields, currentTime, properties }));
