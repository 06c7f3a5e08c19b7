import type { EvaluationContext, Ruleset, UserOverride } from '@burgee/contracts';
import { aUserOverride } from '@burgee/testing';
import { contexts, FIRST_DAY, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';

/** Text in ASCII that some operator of flagd reads in another way than the evaluator, unless the export prevents it. */
const oddText = fc.constantFrom(
  ...[
    'v1.2.3',
    'V1.2.3',
    '1.2',
    '1',
    '=1.2.3',
    ' 1.2.3',
    '1.2.3\n',
    '1.2.4-beta.1',
    '1.2.3+build',
    '01.2.3',
    '1.2.3.4',
  ],
  ...['7.0', '+7', '.7', '7.', '07', '0x7', ' 7', '7 ', '1e1', '-7', '-', '+', '.', 'e7', 'Infinity', '6e'],
  ...['true', 'false', 'null', '[object Object]', '$&', 'a.b', 'ada,grace'],
);
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom(7, 7.5, 0, -1, 1e21, true, false, null),
  fc.array(oddText, { maxLength: 2 }),
);
/** In ASCII: the provider hashes other characters differently. */
const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
  fc.constantFrom('', 'x'.repeat(255), 'x'.repeat(256), 7, true),
);

const odd = fc.record(
  { country: oddValue, version: oddValue, tags: oddValue, userId: id, sessionId: id },
  { requiredKeys: [] },
);

/** Contexts of the other properties, some with values that are odd, or ids that are not valid. */
export const questions: fc.Arbitrary<readonly [EvaluationContext, number][]> = fc.array(
  fc.tuple(
    fc
      .tuple(contexts, fc.oneof(fc.constant({}), odd))
      .map(([context, odd]) => ({ ...context, ...odd }) as EvaluationContext),
    fc.integer({ min: FIRST_DAY - 2_000, max: FIRST_DAY + 3 * 86_400_000 }),
  ),
  { minLength: 8, maxLength: 8 },
);

/** Rulesets of the other properties, and the same ones without most of what flagd does not have. */
export const exportedRulesets = fc.oneof(
  { weight: 1, arbitrary: rulesets },
  { weight: 3, arbitrary: rulesets.map((ruleset) => simplify(ruleset) as Ruleset) },
);

const SIMPLER = new Map<unknown, unknown>([
  ['sha256', 'murmur3'],
  ['unleash', 'murmur3'],
  ['matches', 'exists'],
  ['inCidr', 'exists'],
  ['after', 'before'],
  ['__proto__', 'version'],
]);

function simplify(value: unknown): unknown {
  if (typeof value === 'string') return SIMPLER.get(value) ?? value.replace(/\.\d{3}Z$/, 'Z');
  if (Array.isArray(value)) return value.map(simplify);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, simplify(inner)]));
  if (fields['missing'] === 'random') fields['missing'] = 'weights' in fields ? 'first' : 'excluded';
  if (fields['operator'] === 'before') fields['attribute'] = '$now';
  return fields;
}

/** The user overrides of flags, at most one per flag and user. */
export const userOverrides: fc.Arbitrary<UserOverride[]> = fc
  .uniqueArray(
    fc.record({
      flagKey: fc.constantFrom('a', 'b', 'c', 'd'),
      target: fc.constantFrom('ada', 'grace'),
      overrideType: fc.constantFrom('include' as const, 'exclude' as const),
      expiresAt: fc.constantFrom(null, '2027-01-01T06:00:00Z', '2027-01-02T00:00:00Z'),
      value: fc.constantFrom(undefined, 'green', 'purple', true, 7),
    }),
    { maxLength: 3, selector: ({ flagKey, target }) => `${flagKey} ${target}` },
  )
  .map((all) => all.map(({ value, ...fields }) => aUserOverride(value === undefined ? fields : { ...fields, value })));
