import { expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './search-params.ts';

it('search params keep text as it is, even if it looks like a number', () => {
  expect(parseSearch('?search=42&flag=a%20b')).toEqual({ search: '42', flag: 'a b' });
  expect(stringifySearch({ search: '42', flag: 'a b' })).toBe('?search=42&flag=a+b');
});

it('search params omit undefined, null and empty values', () => {
  expect(stringifySearch({ a: undefined, b: null, c: '', d: false, e: 0 })).toBe('?d=false&e=0');
  expect(stringifySearch({ a: undefined })).toBe('');
});
