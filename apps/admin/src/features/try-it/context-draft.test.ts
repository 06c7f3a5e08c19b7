import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf, draftOf, EMPTY_DRAFT, problemOfRow, readContext, textOfContext } from './context-draft.ts';

const newId = () => 'row';
const word = fc.string({ unit: 'grapheme', maxLength: 12 });
const line = word.filter((text) => !text.includes('\n'));
const list = fc.array(line, { maxLength: 4 }).filter((items) => items.length !== 1 || items[0] !== '');
const value = fc.oneof(
  word,
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  list,
  fc.constant('2027-01-31T12:00:00Z'),
);
const name = fc.oneof(
  word.filter((text) => text !== ''),
  fc.constantFrom('userId', 'sessionId', '__proto__', 'plan'),
);
const context = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));
const sorted = (object: object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));

describe('the form and the JSON of a context', () => {
  it('are two views of the same: what one is given the other gives back', () => {
    fc.assert(
      fc.property(context, (given) => {
        const read = readContext(textOfContext(given));
        if (!read.isValid) throw new Error(read.problem);
        expect(sorted(contextOf(draftOf(read.context, newId)))).toEqual(sorted(read.context));
      }),
    );
  });

  it('shows an id that is no text as an attribute, because a flag calls it wrong', () => {
    const draft = draftOf({ userId: 5 } as never, newId);
    expect(draft).toMatchObject({ userId: '', rows: [{ name: 'userId', type: 'number' }] });
    expect(contextOf(draft)).toEqual({ userId: 5 });
  });

  it('leaves out rows without a name, and texts that are no value of their type', () => {
    const row = { id: 'a', name: 'age', type: 'number', text: 'old' } as const;
    expect(contextOf({ ...EMPTY_DRAFT, rows: [row, { ...row, name: '', text: '5' }] })).toEqual({});
    expect(problemOfRow(row)).toBe('Use a number.');
    expect(problemOfRow({ ...row, text: '' })).toBeUndefined();
    expect(problemOfRow({ ...row, type: 'date', text: 'tomorrow' })).toContain('ISO 8601');
  });

  it.each([
    ['{', 'This is no JSON yet.'],
    ['[]', 'A context is an object, like {"userId": "ann"}.'],
    ['{"a": null}', '"a" must be a text, a number, true or false, or a list of texts.'],
    ['{"a": {"b": 1}}', '"a" must be a text, a number, true or false, or a list of texts.'],
    ['{"": 1}', 'An attribute has no name.'],
  ])('says of %s what is wrong', (text, problem) => {
    expect(readContext(text)).toEqual({ isValid: false, problem });
  });
});
