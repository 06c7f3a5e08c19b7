import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SCENES } from './all-scenes.ts';
import { COLOR_SCHEMES } from './picture.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const taken = SCENES.flatMap(({ picture }) =>
  picture ? COLOR_SCHEMES.map((colorScheme) => `${picture}-${colorScheme}.png`) : [],
);
const kept = globSync('*.png', { cwd: join(root, 'docs/screens') });
const shown = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).flatMap((file) =>
  [...read(file).matchAll(/(?:docs\/)?screens\/([\w-]+\.png)/g)].map(([, name = '']) => name),
);

it('docs/screens has the pictures that documents show, and no others', () => {
  expect(shown.length).toBeGreaterThan(0);
  expect(kept.toSorted()).toEqual([...new Set(shown)].toSorted());
});

it('npm run screenshots takes every picture that documents show', () => {
  expect(kept.filter((name) => !taken.includes(name))).toEqual([]);
});

it('pictures are shown in light and in dark', () => {
  const names = (scheme: string) =>
    shown.filter((name) => name.endsWith(`-${scheme}.png`)).map((name) => name.replace(/-\w+\.png$/, ''));

  expect(names('dark').toSorted()).toEqual(names('light').toSorted());
});

it('Git ignores the folder of all pictures', () => {
  expect(read('.gitignore').split('\n')).toContain('docs/screens/all/');
});
