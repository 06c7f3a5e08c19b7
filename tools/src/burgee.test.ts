import { COMPILE_CACHE } from '@burgee/testing';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const data = mkdtempSync(join(tmpdir(), 'burgee-tools-'));
afterAll(() => rmSync(data, { recursive: true }));

function burgee(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@burgee/source', 'tools/src/burgee.ts', ...args],
    {
      ...{ cwd: join(import.meta.dirname, '../..'), encoding: 'utf8' },
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, DATA_DIR: data, ...env },
    },
  );
  return { status, stdout, stderr };
}

describe('npm run burgee', () => {
  it('returns the exit status of the command line to the shell, and prints errors only to stderr', () => {
    expect(burgee(['link', 'https://shop.example/page'])).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: 'No flag given. Add --flag <key>=<value>.\n  burgee link --help\n',
    });
  });

  it('calls the server of this folder', () => {
    const { status, stderr } = burgee(['audit', 'verify'], { PORT: '9' });

    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(/^The server at http:\/\/localhost:9\/ did not respond/),
    ]);
  });
});
