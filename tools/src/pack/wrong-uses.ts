import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompileError } from './compile.ts';

/** The end of a line that must not compile, with the reason. */
const MARK = /\/\/ wrong: \S/;

type Place = { readonly file: string; readonly line: number };

/** The lines below `folder` that are marked as wrong. */
export function markedLines(folder: string): Place[] {
  return globSync('src/wrong/*.{ts,tsx}', { cwd: folder })
    .toSorted()
    .flatMap((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      return lines.flatMap((text, index) => (MARK.test(text) ? [{ file, line: index + 1 }] : []));
    });
}

/** Returns how errors differ from exactly one in each marked line: a text for each difference. */
export function unexpectedErrors(marked: readonly Place[], errors: readonly CompileError[]): string[] {
  const placeOf = ({ file, line }: Place) => `${file}:${line}`;
  const places = new Set(marked.map(placeOf));
  const countAt = (place: string) => errors.filter((error) => placeOf(error) === place).length;
  return [
    ...[...places]
      .filter((place) => countAt(place) !== 1)
      .map((place) => `${place} has ${countAt(place)} errors instead of 1`),
    ...errors.filter((error) => !places.has(placeOf(error))).map((error) => `${placeOf(error)} ${error.message}`),
  ];
}
