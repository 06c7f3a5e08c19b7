import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EnvironmentKey,
  FlagKey,
  Instant,
  Revision,
  RuleId,
  RulesetVersion,
  SegmentKey,
  TargetId,
  VariantKey,
} from './ids.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a flag key', () => {
  it.each(['a', 'checkout-v2', '1st', '_internal', 'Billing.Invoice', 'team:flag', 'a..b', 'constructor', 'toString'])(
    'can be %s',
    (key) => {
      expect(takes(FlagKey, key)).toBe(true);
    },
  );

  it.each(['größe', '日本語', 'Ελληνικά', 'עברית', 'हिन्दी', 'é'.normalize('NFD')])(
    'can be of any script: %s',
    (key) => {
      expect(takes(FlagKey, key)).toBe(true);
    },
  );

  it.each(['🚀', 'party-🎉', '❤️', '🇳🇱', '👩‍💻', '1️⃣', '👍🏽'])('can contain the pictograph %s', (key) => {
    expect(takes(FlagKey, key)).toBe(true);
  });

  it('can have 100 characters, as people count them', () => {
    for (const character of ['a', 'é', '字', '🚀']) {
      expect(takes(FlagKey, character.repeat(100))).toBe(true);
      expect(takes(FlagKey, character.repeat(101))).toBe(false);
    }
  });

  it('A11 is the same key for every Unicode form of its letters', () => {
    fc.assert(
      fc.property(fc.constantFrom('é', 'größe', 'Ångström', 'हिन्दी', '한글', 'ở'), (key) => {
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
          expect(FlagKey.parse(key.normalize(form))).toBe(key.normalize('NFC'));
        }
      }),
    );
  });

  it.each(['a\u200db', 'a\u200d', 'v1\ufe0f', 'a\u034fb', 'a\u{e0100}', '\u3164a', 'a\u2800'])(
    'A11 cannot contain invisible characters: %j',
    (key) => {
      expect(takes(FlagKey, key)).toBe(false);
      expect(takes(VariantKey, key)).toBe(false);
    },
  );

  it.each(['', '.a', '-a', ':a', '..', '\u200da', '\u0301a'])('cannot begin with a mark: %j', (key) => {
    expect(takes(FlagKey, key)).toBe(false);
  });

  it('A8 cannot be __proto__, which an answer could not have as a property', () => {
    expect(FlagKey.safeParse('__proto__').error?.issues).toMatchObject([
      { message: 'is a name that JavaScript reserves' },
    ]);
    expect(takes(FlagKey, '__proto')).toBe(true);
  });

  it.each(['/', '\\', '%', '?', '#', '&', '"', "'", '<', '$', ',', ';'])(
    'A2 cannot contain %s, which has a meaning in URLs',
    (character) => {
      expect(takes(FlagKey, `a${character}b`)).toBe(false);
    },
  );

  it.each([
    ' ',
    '\t',
    '\n',
    '\r',
    '\u00a0',
    '\u2028',
    '\u3000',
    '\0',
    '\x1b',
    '\x7f',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ud800',
  ])('A11 cannot contain white space, controls or invisible characters, such as %j', (character) => {
    for (const key of [`a${character}b`, `${character}ab`, `ab${character}`]) expect(takes(FlagKey, key)).toBe(false);
  });

  it('A8 is always an own property of an answer by key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5 }), (text) => {
        fc.pre(takes(FlagKey, text));
        const answers: Record<string, boolean> = {};
        answers[text] = true;
        expect(Object.keys(answers)).toEqual([text]);
      }),
    );
  });

  it.each([undefined, null, 1, ['a'], { key: 'a' }])('must be a string, not %j', (value) => {
    expect(takes(FlagKey, value)).toBe(false);
  });
});

describe('an environment key', () => {
  it.each(['production', 'a', 'eu-west-1', 'a'.repeat(20)])('may be %s', (key) => {
    expect(takes(EnvironmentKey, key)).toBe(true);
  });

  it.each(['', 'Production', '1st', '-a', 'a_b', 'a b', 'a/b', 'é', 'a\n', '__proto__', 'a'.repeat(21)])(
    'is not %j',
    (key) => {
      expect(takes(EnvironmentKey, key)).toBe(false);
    },
  );
});

describe('a variant key', () => {
  it.each(['on', 'x', 'Checkout v2', '50 % off', 'größer', '🚀', 'a/b', 'a'.repeat(100)])('may be %s', (key) => {
    expect(takes(VariantKey, key)).toBe(true);
  });

  it.each(['', ' ', ' a', 'a ', 'a\u00a0', 'a\nb', 'a\tb', 'a\0b', 'a\u202eb', 'a'.repeat(101)])('is not %j', (key) => {
    expect(takes(VariantKey, key)).toBe(false);
  });
});

describe('a segment key', () => {
  it.each(['beta', 'Beta_Testers', '_a', '1', 'a.b-c', 'a'.repeat(100)])('may be %s', (key) => {
    expect(takes(SegmentKey, key)).toBe(true);
  });

  it.each(['', '.a', '-a', 'a b', 'a/b', 'é', 'a\n', 'a'.repeat(101)])('is not %j', (key) => {
    expect(takes(SegmentKey, key)).toBe(false);
  });
});

describe('the id of a rule', () => {
  it.each(['r1', '_', '-', '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', 'a'.repeat(64)])('may be %s', (id) => {
    expect(takes(RuleId, id)).toBe(true);
  });

  it.each(['', 'a.b', 'a b', 'é', 'a\n', 'a'.repeat(65)])('is not %j', (id) => {
    expect(takes(RuleId, id)).toBe(false);
  });
});

describe('the id of a user, session or test run', () => {
  it.each([' ', '0', 'ada@example.org', '../../etc/passwd', '__proto__', 'a\nb', '🚀', 'a'.repeat(255)])(
    'may be any text: %j',
    (id) => {
      expect(takes(TargetId, id)).toBe(true);
    },
  );

  it('is not empty and not longer than 255 characters', () => {
    expect(takes(TargetId, '')).toBe(false);
    expect(takes(TargetId, 'a'.repeat(256))).toBe(false);
  });
});

describe('an instant', () => {
  it.each(['2027-01-31T12:00:00Z', '2027-01-31T12:00:00.123Z', '2028-02-29T00:00:00Z'])('may be %s', (instant) => {
    expect(takes(Instant, instant)).toBe(true);
  });

  it.each([
    ['without a zone', '2027-01-31T12:00:00'],
    ['in another zone', '2027-01-31T12:00:00+01:00'],
    ['a date', '2027-01-31'],
    ['a day that does not exist', '2027-02-29T00:00:00Z'],
    ['an hour that does not exist', '2027-01-31T25:00:00Z'],
    ['a number', 1_800_000_000_000],
    ['words', 'tomorrow'],
  ])('is not %s', (_, value) => {
    expect(Instant.safeParse(value).error?.issues).toMatchObject([
      { message: 'use an ISO 8601 time in UTC, like 2027-01-31T12:00:00Z' },
    ]);
  });
});

it('a version counts from 0, a revision from 1, both in whole numbers', () => {
  const whole = (schema: typeof RulesetVersion | typeof Revision) => [-1, 0, 1, 1.5].map((n) => takes(schema, n));
  expect(whole(RulesetVersion)).toEqual([false, true, true, false]);
  expect(whole(Revision)).toEqual([false, false, true, false]);
});
