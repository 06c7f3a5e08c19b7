import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EvaluateBody,
  EvaluatedFlags,
  EvaluateManyInput,
  Evaluation,
  ExplainInput,
  PublicEvaluation,
} from './evaluation.ts';
import { PublicFlag } from './flag.ts';

/** The public fields of a result. The others would reveal who is targeted, and how. */
const PUBLIC = ['value', 'variant', 'enabled', 'reason', 'errorCode'];

describe('A5 the public result of a flag', () => {
  const secrets = {
    layer: fc.constantFrom('user', 'emergency'),
    overrideId: fc.uuid(),
    ruleId: fc.constantFrom('beta-testers'),
    bucket: fc.nat(99_999),
    errorMessage: fc.string(),
    trace: fc.constant([{ layer: 'rule', outcome: 'won', detail: 'ada is a beta tester' }]),
  };
  const answer = fc.record(
    {
      key: fc.constant('checkout'),
      version: fc.nat(),
      enabled: fc.boolean(),
      reason: fc.constantFrom('OVERRIDE', 'TARGETING_MATCH', 'SPLIT'),
      value: fc.jsonValue(),
      variant: fc.constantFrom('on', 'off'),
      errorCode: fc.constant('FLAG_BROKEN'),
      ...secrets,
    },
    { requiredKeys: ['key', 'version', 'enabled', 'reason'] },
  );

  it('has no field that reveals who is targeted, for any result on the server', () => {
    fc.assert(
      fc.property(answer, (known) => {
        expect(PUBLIC).toEqual(expect.arrayContaining(Object.keys(PublicEvaluation.parse(known))));
      }),
    );
  });

  it('is the same in a list of results', () => {
    fc.assert(
      fc.property(answer, (known) => {
        const { flags } = EvaluatedFlags.parse({ environment: 'production', version: 1, flags: { checkout: known } });
        expect(flags).toEqual({ checkout: PublicEvaluation.parse(known) });
      }),
    );
  });

  it('does not gain a field that is added to the internal result', () => {
    expect(Object.keys(PublicEvaluation.shape).sort()).toEqual([...PUBLIC].sort());
    expect(Object.keys(Evaluation.shape)).toEqual(expect.arrayContaining(PUBLIC));
  });

  it('W9.5 has a percentage and nothing else about targeting', () => {
    const flag = { key: 'checkout', enabled: true, rolloutPercentage: 5 };
    expect(PublicFlag.safeParse(flag).success).toBe(true);
    expect(PublicFlag.safeParse({ ...flag, rules: [] }).success).toBe(false);
  });
});

describe('an evaluation request', () => {
  it('without fields is about all flags, for an anonymous user', () => {
    expect(EvaluateManyInput.parse({})).toEqual({ context: {} });
    expect(EvaluateBody.parse({})).toEqual({ context: {}, explain: false });
  });

  it('over REST cannot name an environment, because the key determines it', () => {
    expect(EvaluateBody.safeParse({ environment: 'production' }).success).toBe(false);
  });

  it('A7 can name up to 1,000 flags', () => {
    const naming = (count: number) => ({ flagKeys: Array.from({ length: count }, (_, index) => `flag-${index}`) });
    expect(EvaluateManyInput.safeParse(naming(1_000)).success).toBe(true);
    expect(EvaluateManyInput.safeParse(naming(1_001)).success).toBe(false);
  });

  it('about another time must name an instant', () => {
    const explain = (at: string) => ExplainInput.safeParse({ flagKey: 'checkout', at }).success;
    expect(explain('2027-01-01T00:00:00Z')).toBe(true);
    expect(explain('tomorrow')).toBe(false);
  });
});
