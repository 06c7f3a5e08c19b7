import { expect, it } from 'vitest';
import { parseErrors } from './compile.ts';
import { unexpectedErrors } from './wrong-uses.ts';

const marked = [
  { file: 'src/wrong/a.ts', line: 3 },
  { file: 'src/wrong/a.ts', line: 4 },
];
const errorAt = (file: string, line: number) => ({ file, line, message: 'TS1: no' });

it('the output of tsc is read with its continued lines and errors without a file', () => {
  const output = `src/wrong/a.ts(3,7): error TS2322: Type 'a' is not assignable to type 'b'.
  Type 'a' is not assignable to type 'c'.
error TS5083: Cannot read file.
`;
  expect(parseErrors(output)).toEqual([
    { file: 'src/wrong/a.ts', line: 3, message: "TS2322: Type 'a' is not assignable to type 'b'." },
    { file: 'tsconfig.json', line: 0, message: 'TS5083: Cannot read file.' },
  ]);
});

it('one error in each marked line is expected', () => {
  expect(unexpectedErrors(marked, [errorAt('src/wrong/a.ts', 3), errorAt('src/wrong/a.ts', 4)])).toEqual([]);
});

it('a wrong line that compiles is reported, and one that has two errors', () => {
  const errors = [errorAt('src/wrong/a.ts', 4), errorAt('src/wrong/a.ts', 4)];

  expect(unexpectedErrors(marked, errors)).toEqual([
    'src/wrong/a.ts:3 has 0 errors instead of 1',
    'src/wrong/a.ts:4 has 2 errors instead of 1',
  ]);
});

it('an error in a right line is reported', () => {
  const errors = [...marked.map(({ file, line }) => errorAt(file, line)), errorAt('src/right/a.ts', 3)];

  expect(unexpectedErrors(marked, errors)).toEqual(['src/right/a.ts:3 TS1: no']);
});
