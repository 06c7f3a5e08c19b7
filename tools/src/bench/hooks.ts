import { build } from 'esbuild';
import { Window } from 'happy-dom';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench, Measurement } from './bench.ts';

type Page = { measureHooks(): Measurement };

/** Bundled, because Node reads no JSX, and React chooses its production build when it is loaded. */
async function measure(): Promise<Measurement> {
  const window = new Window();
  Object.assign(globalThis, { window, document: window.document });
  const directory = await mkdtemp(join(tmpdir(), 'burgee-hooks-'));
  try {
    const file = join(directory, 'page.mjs');
    await writeFile(file, await bundlePage());
    const page = (await import(pathToFileURL(file).href)) as Page;
    return page.measureHooks();
  } finally {
    await rm(directory, { recursive: true, force: true });
    await window.happyDOM.close();
  }
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'hooks-page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    conditions: ['@burgee/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles.map(({ text }) => text).join('');
}

export const hooks: Bench = {
  name: 'client-hooks',
  title: '1,000 hooks check their flags after a change of others',
  floorTitle: 'useSyncExternalStore on a plain Map',
  unit: 'ms',
  limit: { of: 'ratio', atMost: 4 },
  run: measure,
};
