// @vitest-environment node
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';

it('what everybody loads does not contain the toolbar, which has a chunk of its own', async () => {
  const root = join(import.meta.dirname, '..');
  const { output } = (await build({ root, logLevel: 'error', build: { write: false } })) as Rolldown.RolldownOutput;
  const chunks = output.filter((chunk) => chunk.type === 'chunk');
  const atFirst = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const fileName of atFirst) {
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? []) atFirst.add(imported);
  }
  const withToolbar = chunks.filter(({ code }) => code.includes('burgee-toolbar')).map(({ fileName }) => fileName);
  const html = output.find(({ fileName }) => fileName === 'index.html');

  expect(atFirst.size).toBeGreaterThan(0);
  expect(withToolbar).toHaveLength(1);
  expect(withToolbar.filter((fileName) => atFirst.has(fileName))).toEqual([]);
  // Nor is it fetched before it is asked for.
  expect(html?.type === 'asset' && String(html.source)).not.toContain(withToolbar[0]);
});
