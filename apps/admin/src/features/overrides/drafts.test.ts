import { aFlag, aTextFlag } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { localDateTime } from '../../ui/local-time.ts';
import { draftOfExpiry, readExpiry } from './expiry-draft.ts';
import { draftOfValue, offDraft, readDraft } from './value-draft.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');

describe('readDraft', () => {
  const text = aTextFlag();
  const readTyped = (type: 'number' | 'json' | 'string', typed: string) =>
    readDraft({ ...text, type, variants: [] }, { kind: 'own', text: typed });

  it('parses the text by the type of the flag', () => {
    expect(readTyped('number', '12.5')).toMatchObject({ value: 12.5 });
    expect(readTyped('json', '{"a": [1]}')).toMatchObject({ value: { a: [1] } });
    expect(readTyped('string', '')).toMatchObject({ isValid: true, value: '' });
  });

  it('describes a problem in a sentence', () => {
    expect(readTyped('number', 'many')).toEqual({ isValid: false, problem: 'Use a number, like 12.5.' });
    expect(readTyped('number', ' ')).toEqual({ isValid: false, problem: 'Enter a value.' });
    expect(readTyped('json', 'null')).toMatchObject({ isValid: false });
    expect(readTyped('json', '{')).toMatchObject({ isValid: false });
  });

  it('finds the variant with a value and keeps a value that no variant has', () => {
    const flag = aFlag();
    expect(readDraft(flag, draftOfValue(flag, true))).toMatchObject({ value: true, variant: 'on' });
    expect(readDraft(flag, offDraft(flag))).toMatchObject({ value: false });
    expect(draftOfValue(text, 'a value of its own')).toEqual({ kind: 'own', text: 'a value of its own' });
    expect(draftOfValue(text, undefined)).toEqual({ kind: 'on' });
  });
});

describe('readExpiry', () => {
  it('accepts a duration from now or a local time', () => {
    expect(readExpiry({ kind: 'after', ms: 3_600_000 }, NOW)).toMatchObject({ expiresAt: '2027-01-01T13:00:00.000Z' });
    expect(readExpiry({ kind: 'at', local: localDateTime(NOW + 60_000) }, NOW)).toMatchObject({
      expiresAt: '2027-01-01T12:01:00.000Z',
    });
    expect(readExpiry({ kind: 'never' }, NOW)).toMatchObject({ expiresAt: null });
  });

  it('refuses a past time, and for test runs a time more than a day away', () => {
    expect(readExpiry({ kind: 'at', local: localDateTime(NOW) }, NOW)).toMatchObject({ isValid: false });
    expect(readExpiry({ kind: 'at', local: '' }, NOW)).toMatchObject({ isValid: false });
    expect(readExpiry({ kind: 'at', local: localDateTime(NOW + 25 * 3_600_000) }, NOW, true)).toMatchObject({
      problem: 'An override for a test run must end within 24 hours.',
    });
    expect(readExpiry({ kind: 'never' }, NOW, true)).toMatchObject({ isValid: false });
  });

  it('keeps the seconds of an existing end until another time is chosen', () => {
    const expiresAt = '2027-01-02T12:34:56.789Z';
    const draft = draftOfExpiry(expiresAt);
    expect(readExpiry(draft, NOW)).toEqual({ isValid: true, expiresAt });
    const later = { ...draft, local: localDateTime(Date.parse('2027-01-03T12:34:00Z')) };
    expect(readExpiry(later, NOW)).toEqual({ isValid: true, expiresAt: '2027-01-03T12:34:00.000Z' });
  });

  it('leaves a minute for clock skew', () => {
    const { expiresAt } = readExpiry({ kind: 'after', ms: 86_400_000 }, NOW, true) as { expiresAt: string };
    expect(Date.parse(expiresAt) - NOW).toBe(86_400_000 - 60_000);
  });
});
