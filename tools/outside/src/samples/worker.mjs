import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import assert from 'node:assert/strict';

const { outputFiles } = await build({
  entryPoints: ['src/right/worker.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  conditions: ['workerd', 'worker', 'browser'],
  define: { BURGEE_URL: JSON.stringify(process.env.BURGEE_URL) },
});
const workerd = new Miniflare({ modules: true, script: outputFiles[0].text, compatibilityDate: '2026-07-01' });
const response = await workerd.dispatchFetch('http://worker.example/');

assert.deepEqual(await response.json(), { before: 'red', state: 'ready', color: 'blue', isNew: true });
await workerd.dispose();
