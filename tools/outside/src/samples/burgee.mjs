import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'burgee-outside-'));
const snapshot = join(folder, 'ruleset.json');
const written = join(folder, 'flags.ts');

/** The command line as `npx burgee` runs it. */
function burgee(...args) {
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/burgee/build/burgee.js', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout };
}

function flagOf(key, type, values) {
  const variants = values.map((value, index) => ({ key: `${index}`, value }));
  const rollout = { schedule: { kind: 'fixed', percentage: 100 } };
  return { key, type, archived: false, variants, offVariant: '0', split: null, rollout, rules: [] };
}

const flags = [
  flagOf('new-checkout', 'boolean', [false, true]),
  flagOf('color', 'string', ['red', 'blue']),
  flagOf('greeting', 'string', ['Hello']),
  flagOf('upload-limit', 'number', [10]),
];
writeFileSync(snapshot, JSON.stringify({ flags }));

assert.match(burgee('--help').stdout, /^Usage: burgee /m);
assert.equal(burgee('types', '--snapshot', snapshot, '--out', written).status, 0);
assert.match(readFileSync(written, 'utf8'), /^ {2}color: flag\.oneOf\(\['blue', 'red'\], 'red'\),$/m);
assert.equal(burgee('types', '--check', '--snapshot', snapshot, '--out', written).status, 0);
assert.deepEqual(burgee('types', '--check', '--snapshot', snapshot, '--out', 'src/flags.ts'), {
  status: 1,
  stdout: 'src/flags.ts:11 removed "limits" does not exist there, or is archived\n',
});

// A server for development, from the declaration of this application.
const program = join(process.cwd(), 'node_modules/burgee/build/burgee.js');
const declaration = join(process.cwd(), 'src/flags.ts');
const dev = spawn(process.execPath, [program, 'dev', '--port', '0', '--declaration', declaration], { cwd: folder });
const [output] = await once(dev.stdout, 'data');
const [url] = /http:\/\/localhost:\d+/.exec(String(output)) ?? [];
assert.match(await (await fetch(url)).text(), /<title>Burgee dev<\/title>/);
assert.equal((await fetch(`${url}/page.js`)).status, 200);
const headers = { 'Content-Type': 'application/json' };
const answer = await fetch(`${url}/api/config/evaluate`, { method: 'POST', headers, body: '{}' });
assert.equal((await answer.json()).flags.color.value, 'red');
const stopped = once(dev, 'exit');
dev.kill('SIGINT');
assert.deepEqual(await stopped, [0, null]);
rmSync(folder, { recursive: true });
