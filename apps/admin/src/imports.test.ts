// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const IMPORTED = /(?:from |import\()'(\.[^']+\.tsx?)'/g;

/** The relative imports of each file, including types and lazily loaded files. Tests are left out. */
function importsByFile(root: string): ReadonlyMap<string, readonly string[]> {
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !file.includes('.test.'));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return [file, [...text.matchAll(IMPORTED)].map(([, path = '']) => join(dirname(file), path))];
    }),
  );
}

/** Cycles, each as the files from one to itself; empty if there are none. */
function cyclesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  }
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}

it('no file of the admin app imports itself, directly or through others', () => {
  const imports = importsByFile(import.meta.dirname);
  expect(imports.get('main.tsx')).toContain('app/app.tsx');
  expect(cyclesIn(imports)).toEqual([]);
});

it('a cycle is found, even behind other files', () => {
  const imports = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['b']],
    ['d', []],
  ]);
  expect(cyclesIn(imports)).toEqual(['b -> c -> b']);
});
