import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SCENES } from './all-scenes.ts';

const root = join(import.meta.dirname, '../../../..');
const wanted = SCENES.flatMap(({ picture }) => (picture ? [`${picture}-dark.png`, `${picture}-light.png`] : [])).sort();

it('docs/screens contains exactly the pictures of the scenes, in dark and in light', () => {
  expect(globSync('*.png', { cwd: join(root, 'docs/screens') }).sort()).toEqual(wanted);
});

it.each(['README.md', 'docs/screens/README.md'])('%s shows only existing pictures', (file) => {
  const shown = [
    ...readFileSync(join(root, file), 'utf8').matchAll(/(?:src|srcset)="(?:docs\/screens\/)?([^"]+\.png)"/g),
  ];
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.map(([, name]) => name).filter((name) => !wanted.includes(name ?? ''))).toEqual([]);
});
