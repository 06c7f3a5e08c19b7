import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
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

/** Counts the calls and elements below `folder` that must compile. */
export function countRightUses(folder: string): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) count++;
    node.forEachChild(visit);
  };
  for (const file of globSync('src/right/*.{ts,tsx}', { cwd: folder }))
    visit(ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest));
  return count;
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
