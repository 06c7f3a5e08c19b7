import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeFailure, type DomainCode, DomainError, DomainFailure, type FailureOf } from './errors.ts';
import { EXAMPLE_FAILURES } from './example-failures.ts';
import { validationFailure } from './validation-failure.ts';

const failures = Object.values(EXAMPLE_FAILURES);
const byCode = failures.map((failure) => [failure.code, failure] as const);

function describeExample<C extends DomainCode>(code: C, facts: Omit<FailureOf<C>, 'code'>) {
  return describeFailure(DomainFailure.parse({ code, ...facts }));
}

describe('every failure', () => {
  it('is among the examples', () => {
    const codes = DomainFailure.options.map(({ shape }) => shape.code.value);
    expect(Object.keys(EXAMPLE_FAILURES).sort()).toEqual(codes.sort());
  });

  it.each(byCode)('%s has a message and a hint', (_, failure) => {
    const { message, hint } = describeFailure(failure);
    for (const sentence of [message, hint]) {
      expect(sentence.trim().length).toBeGreaterThan(10);
      expect(sentence).not.toMatch(/undefined|\[object|NaN|null/);
    }
    expect(hint).not.toBe(message);
  });

  it.each(byCode)('%s keeps its facts through JSON', (_, failure) => {
    expect(DomainFailure.parse(JSON.parse(JSON.stringify(failure)))).toEqual(failure);
  });

  it.each(byCode)('%s rejects unknown facts', (_, failure) => {
    expect(DomainFailure.safeParse({ ...failure, stack: 'at …' }).success).toBe(false);
  });

  it.each(byCode)('%s can be thrown', (_, failure) => {
    const error = new DomainError(failure);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'DomainError', failure, message: describeFailure(failure).message });
  });
});

describe('the message or hint of a failure names its facts', () => {
  /** Facts that people need to see; the others are for programs. */
  const facts: Partial<Record<DomainCode, string[]>> = {
    VALIDATION_FAILED: ['rollout.schedule', 'use at most three decimals'],
    BODY_TOO_DEEP: ['32'],
    BODY_TOO_LARGE: ['65536'],
    FORBIDDEN: ['admin', 'viewer', 'production'],
    TOKEN_SCOPE: ['staging'],
    CROSS_SITE: ['https://evil.example'],
    OVERRIDES_NOT_PERMITTED: ['production'],
    FLAG_NOT_FOUND: ['chekout', 'production', 'checkout'],
    OVERRIDE_NOT_FOUND: ['checkout', 'ada'],
    ENVIRONMENT_NOT_FOUND: ['nowhere', 'staging, production'],
    SEGMENT_NOT_FOUND: ['beta', 'production'],
    KEY_NOT_FOUND: ['a-key'],
    PERSON_NOT_FOUND: ['a-person'],
    LINK_NOT_VALID: ['used'],
    PLAN_NOT_VALID: ['expired'],
    FEATURE_NOT_AVAILABLE: ['Feature not available', 'wishlist-gallery'],
    ROUTE_NOT_FOUND: ['DELETE', '/api/nothing', 'https://flags.example.com'],
    STALE_REVISION: ['3', '5', 'salt'],
    KEY_TAKEN: ['segment', 'beta'],
    SEGMENT_IN_USE: ['beta', 'checkout', 'insiders'],
    FLAG_IN_USE: ['checkout', 'invoice'],
    KEY_ROTATING: ['Shop', '2027-01-31T12:00:00.000Z'],
    LAST_ADMIN: ['ada@example.org', 'production', 'staging'],
    PREREQUISITE_CYCLE: ['checkout -> invoice -> checkout'],
    LIMIT_EXCEEDED: ['rules', '200', '201'],
    RATE_LIMITED: ['17'],
    SERVER_BUSY: ['streams', '5'],
    BUSY: ['production', '1'],
    ISSUER_UNAVAILABLE: ['https://ci.example.com', '5'],
    DATABASE_UNAVAILABLE: ['2'],
    UPSTREAM_UNAVAILABLE: ['3'],
  };
  it.each(byCode.filter(([code]) => facts[code]))('%s', (code, failure) => {
    const { message, hint } = describeFailure(failure);
    for (const fact of facts[code] ?? []) expect(`${message} ${hint}`).toContain(fact);
  });

  it.each(['missing', 'invalid', 'expired'] as const)('UNAUTHENTICATED for a token that is %s', (problem) => {
    const { message } = describeExample('UNAUTHENTICATED', { problem });
    expect(message).toMatch({ missing: /No token/, invalid: /not valid/, expired: /expired/ }[problem]);
  });

  it('FLAG_NOT_FOUND without a similar flag suggests to create it', () => {
    expect(describeExample('FLAG_NOT_FOUND', { flagKey: 'a', environment: 'b' }).hint).toMatch(/create the flag/);
  });

  it('ENVIRONMENT_NOT_FOUND without any environment suggests to create one', () => {
    expect(describeExample('ENVIRONMENT_NOT_FOUND', { environment: 'a', existing: [] }).hint).toMatch(/Create one/);
  });

  it('STALE_REVISION without differences suggests to repeat the change', () => {
    expect(describeExample('STALE_REVISION', { yours: 1, current: 2, differences: [] }).hint).toMatch(/repeat/);
  });

  it('KEY_TAKEN by an archived flag suggests to restore it', () => {
    const { message, hint } = describeExample('KEY_TAKEN', { subject: 'flag', key: 'a', archived: true });
    expect(message).toMatch(/archived/);
    expect(hint).toMatch(/Restore/);
  });

  it('VALIDATION_FAILED names every problem, without a field if it is about the whole', () => {
    const details = [
      { path: 'key', message: 'is too long' },
      { path: '', message: 'is not an object' },
    ];
    expect(describeExample('VALIDATION_FAILED', { details }).message).toBe('key: is too long; is not an object');
  });
});

describe('a validation failure', () => {
  function detailsOf(schema: z.ZodType, value: unknown) {
    const { error } = schema.safeParse(value);
    if (!error) expect.fail('it is valid');
    return validationFailure(error).details;
  }

  it('lists every invalid field with its path', () => {
    const schema = z.strictObject({ a: z.strictObject({ b: z.array(z.string('no text')) }), c: z.number('no number') });
    expect(detailsOf(schema, { a: { b: ['x', 1] }, c: 'x' })).toEqual([
      { path: 'a.b.1', message: 'no text' },
      { path: 'c', message: 'no number' },
    ]);
  });

  const text = z.strictObject({ text: z.string().max(1, 'too long') });
  const pair = z.strictObject({ pair: z.strictObject({ left: z.number('no number'), right: z.number('no number') }) });
  const either = z.union([text, pair]);

  it('in a union is about the innermost field of the branch that parsed deepest', () => {
    expect(detailsOf(either, { text: 'ab' })).toEqual([{ path: 'text', message: 'too long' }]);
    expect(detailsOf(either, { pair: { left: 1, right: 'x' } })).toEqual([
      { path: 'pair.right', message: 'no number' },
    ]);
  });

  it('in a nested union has the whole path', () => {
    const schema = z.strictObject({ list: z.array(z.union([either, z.strictObject({ inner: z.array(either) })])) });
    expect(detailsOf(schema, { list: [{ text: 'a' }, { inner: [{ text: 'ab' }] }] })).toEqual([
      { path: 'list.1.inner.0.text', message: 'too long' },
    ]);
  });

  it('in a union with a message of its own has that message', () => {
    const day = z.union([z.literal('today'), z.number()], 'use today or a number');
    expect(detailsOf(z.strictObject({ day }), { day: 'soon' })).toEqual([
      { path: 'day', message: 'use today or a number' },
    ]);
  });

  it('never says only "Invalid input"', () => {
    for (const value of [null, 1, [], {}, { other: 1 }, { text: 'a', pair: 1 }, { pair: {} }]) {
      for (const { message } of detailsOf(either, value)) expect(message).not.toBe('Invalid input');
    }
  });
});
