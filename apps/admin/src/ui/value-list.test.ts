import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addValues, quoteValue, splitValues } from './value-list.ts';

describe('a list in text form', () => {
  it.each([
    ['DE, AT,CH', ['DE', 'AT', 'CH']],
    ['DE; AT;CH', ['DE', 'AT', 'CH']],
    ['DE\tAT\tCH', ['DE', 'AT', 'CH']],
    ['DE\nAT\r\nCH\n', ['DE', 'AT', 'CH']],
    ['  one value  ', ['one value']],
    [', ;\n\t', []],
    ['', []],
    ['"Foo, Inc"', ['Foo, Inc']],
    ['"Foo, Inc"; Bar', ['Foo, Inc', 'Bar']],
    ['"say ""hi"", please"', ['say "hi", please']],
    ['5" disk, 3" disk', ['5" disk', '3" disk']],
    ['"never closed, b', ['"never closed', 'b']],
  ])('%j is read as %j', (text, values) => {
    expect(splitValues(text)).toEqual(values);
  });

  it('of patterns is split only on newlines and keeps its quotes', () => {
    expect(splitValues('^a{1,2}; \n"b"', 'lines')).toEqual(['^a{1,2};', '"b"']);
  });

  it('quoted values are read back unchanged', () => {
    const value = fc
      .string({ unit: fc.constantFrom('a', ' ', ',', ';', '\t', '"', '\n', 'é') })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        expect(splitValues(values.map((each) => quoteValue(each)).join('\n'))).toEqual(values);
      }),
    );
  });
});

describe('values that are added to a list', () => {
  it('are reported once if they are duplicates', () => {
    expect(addValues(['DE', 'AT'], ['AT', 'CH', 'CH', 'CH'])).toEqual({
      values: ['DE', 'AT', 'CH'],
      duplicates: ['AT', 'CH'],
    });
  });

  it('differ by case, as conditions do', () => {
    expect(addValues(['de'], ['DE'])).toEqual({ values: ['de', 'DE'], duplicates: [] });
  });
});
