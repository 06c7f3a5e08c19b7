import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EvaluatedFlags, PublicEvaluation } from './evaluation.ts';
import { MAX_ANSWER_DEPTH } from './guards.ts';
import { SessionOverrides } from './session-override.ts';
import { isWireFlags } from './wire-flags.ts';
import { isSessionOverrides } from './wire-session.ts';

const text = z.string();
/** The contract without its enumerations and patterns: a client must understand a later server. */
const WireEvaluation = PublicEvaluation.extend({
  variant: text.optional(),
  reason: text,
  errorCode: text.optional(),
});
const WireFlags = EvaluatedFlags.extend({
  environment: text,
  version: z.int().nonnegative(),
  evaluatedAt: text.optional(),
  nextChangeAt: text.optional(),
  flags: z.record(text, WireEvaluation),
});
const WireSession = SessionOverrides.omit({ environment: true }).extend({
  sessionId: text,
  token: text.optional(),
  overrides: z.array(z.object({ flagKey: text, value: z.json(), expiresAt: text })),
});

const scrap = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(undefined, '', 0, -1, 1.5, 2 ** 53, true, [], {}),
);
/** Mostly values of the right shape, of which any part may be something else. */
const nearly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: scrap, weight: 1 });
const evaluation = nearly(
  fc.record(
    {
      value: scrap,
      variant: nearly(fc.string()),
      enabled: nearly(fc.boolean()),
      reason: nearly(fc.constantFrom('STATIC', 'LATER')),
      errorCode: nearly(fc.string()),
      unknown: scrap,
    },
    { requiredKeys: ['enabled', 'reason'] },
  ),
);
/** Zod does not look at a key of this name, and the guard does. */
const flagKey = fc.string().filter((key) => key !== '__proto__');
const flags = nearly(
  fc.record(
    {
      environment: nearly(fc.string()),
      version: nearly(fc.nat()),
      evaluatedAt: nearly(fc.string()),
      nextChangeAt: nearly(fc.string()),
      flags: nearly(fc.dictionary(flagKey, evaluation, { maxKeys: 3 })),
      unknown: scrap,
    },
    { requiredKeys: ['environment', 'version', 'flags'] },
  ),
);
const session = nearly(
  fc.record({
    sessionId: nearly(fc.string()),
    token: nearly(fc.string()),
    overrides: nearly(
      fc.array(nearly(fc.record({ flagKey: nearly(fc.string()), value: scrap, expiresAt: nearly(fc.string()) }))),
    ),
  }),
);

/** As it arrives: without `undefined`. */
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

describe('R14 a guard of the wire', () => {
  it('refuses a wrong answer of a flag with any key', () => {
    for (const flagKey of ['a', '__proto__', 'constructor'])
      expect(isWireFlags(JSON.parse(`{"environment":"","version":0,"flags":{"${flagKey}":0}}`))).toBe(false);
  });

  it.each([
    ['flags', flags, WireFlags, isWireFlags],
    ['session overrides', session, WireSession, isSessionOverrides],
  ] as const)('accepts the same values as the schema: %s', (_what, values, schema, guard) => {
    let accepted = 0;
    fc.assert(
      fc.property(values, (value) => {
        const payload = overTheWire(value);
        const isRight = schema.safeParse(payload).success;
        accepted += Number(isRight);
        expect(guard(payload)).toBe(isRight);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it.each([MAX_ANSWER_DEPTH, 100_000])('rejects values that nest %i levels deep', (depth) => {
    const value: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    const answer = { value, enabled: true, reason: 'STATIC' };
    expect(isWireFlags({ environment: 'production', version: 1, flags: { banner: answer } })).toBe(false);
  });
});
