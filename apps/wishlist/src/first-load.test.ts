// @vitest-environment node
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';

it('the first load does not contain the toolbar, which has its own chunk', async () => {
  const root = join(import.meta.dirname, '..');
  const { output } = (await build({ root, logLevel: 'error', build: { write: false } })) as Rolldown.RolldownOutput;
  const chunks = output.filter((chunk) => chunk.type === 'chunk');
  const firstLoad = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const fileName of firstLoad) {
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? []) firstLoad.add(imported);
  }
  const withToolbar = chunks.filter(({ code }) => code.includes('burgee-toolbar')).map(({ fileName }) => fileName);
  const html = output.find(({ fileName }) => fileName === 'index.html');

  expect(firstLoad.size).toBeGreaterThan(0);
  expect(withToolbar).toHaveLength(1);
  expect(withToolbar.filter((fileName) => firstLoad.has(fileName))).toEqual([]);
  // The page does not preload it either.
  expect(html?.type === 'asset' && String(html.source)).not.toContain(withToolbar[0]);
});
