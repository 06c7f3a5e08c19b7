import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextJson, contextToDraft, draftToContext, EMPTY_DRAFT, readContext, rowProblem } from './context-draft.ts';

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
  it('convert into each other without loss', () => {
    fc.assert(
      fc.property(context, (given) => {
        const read = readContext(contextJson(given));
        if (!read.isValid) throw new Error(read.problem);
        expect(sorted(draftToContext(contextToDraft(read.context, newId)))).toEqual(sorted(read.context));
      }),
    );
  });

  it('show an id that is not text as an attribute, because flags treat it as invalid', () => {
    const draft = contextToDraft({ userId: 5 } as never, newId);
    expect(draft).toMatchObject({ userId: '', rows: [{ name: 'userId', type: 'number' }] });
    expect(draftToContext(draft)).toEqual({ userId: 5 });
  });

  it('omit rows without a name and text that does not parse as its type', () => {
    const row = { id: 'a', name: 'age', type: 'number', text: 'old' } as const;
    expect(draftToContext({ ...EMPTY_DRAFT, rows: [row, { ...row, name: '', text: '5' }] })).toEqual({});
    expect(rowProblem(row)).toBe('Use a number.');
    expect(rowProblem({ ...row, text: '' })).toBeUndefined();
    expect(rowProblem({ ...row, type: 'date', text: 'tomorrow' })).toContain('ISO 8601');
  });

  it.each([
    ['{', 'This is not valid JSON yet.'],
    ['[]', 'A context is an object, such as {"userId": "ann"}.'],
    ['{"a": null}', '"a" must be text, a number, true or false, or a list of texts.'],
    ['{"a": {"b": 1}}', '"a" must be text, a number, true or false, or a list of texts.'],
    ['{"": 1}', 'An attribute has no name.'],
  ])('report the problem with %s', (text, problem) => {
    expect(readContext(text)).toEqual({ isValid: false, problem });
  });
});
