import { aFlag, aRuleset } from '@burgee/testing';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '..');

/** A folder outside of the workspace, with the package as it is published. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-built-'));
  await build({ cwd: project, outDir: join(folder, 'build'), logLevel: 'error' });
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
});
afterAll(() => rm(folder, { recursive: true }));

function burgee(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build/burgee.js', ...args], {
    ...{ cwd: folder, encoding: 'utf8' },
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout, stderr };
}

describe('the built file', () => {
  it('is a program of its own', async () => {
    expect(await readFile(join(folder, 'build/burgee.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    // Nothing is installed in this folder.
    expect(burgee(['--help']).status).toBe(0);
  });

  it('prints results to stdout, and messages to stderr', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };

    expect(burgee(['--version'])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
    expect(burgee(['typse'])).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: "Unknown command 'typse'. Did you mean types?\n  burgee types\n",
    });
  });

  it('B.6 writes and checks types, without colors where there is no terminal', async () => {
    await writeFile(join(folder, 'ruleset.json'), JSON.stringify(aRuleset({ flags: [aFlag({ key: 'a' })] })));
    await writeFile(join(folder, 'empty.json'), JSON.stringify(aRuleset()));

    expect(burgee(['types', '--snapshot', 'ruleset.json']).status).toBe(0);
    expect(burgee(['types', '--check', '--snapshot', 'ruleset.json']).status).toBe(0);
    expect(burgee(['types', '--check', '--snapshot', 'empty.json'])).toEqual({
      status: 1,
      stdout: 'flags.ts:6 removed "a" does not exist there, or is archived\n',
      stderr:
        '1 difference between flags.ts and empty.json. Run burgee types to write the file again, or change the flags.\n',
    });
  });

  it('14.3 has the commands of use cases, and prints completions by itself', () => {
    expect(burgee(['flags', 'on', '--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(burgee(['complete', '--', 'flags', 'ro']).stdout).toMatch(/^rollout\t/);
    const url = 'http://127.0.0.1:9';
    expect(burgee(['flags', 'ls', '--url', url])).toMatchObject({
      ...{ status: 3, stdout: '' },
      stderr: expect.stringMatching(/\n {2}burgee doctor --url http:\/\/127\.0\.0\.1:9\/\n$/),
    });
  });

  it('14.4 prints nothing but messages for an agent, and ends if the server cannot be used', () => {
    const { status, stdout, stderr } = burgee(['mcp', '--url', 'http://127.0.0.1:9', '--key', 'adm_x']);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/did not respond like Burgee/);
  });

  it('ignores variables that are empty', () => {
    expect(burgee(['types'], { BURGEE_URL: '', BURGEE_TOKEN: '' }).stderr).toContain('http://localhost:4000/');
  });

  it('finds the server in the environment', () => {
    const { status, stderr } = burgee(['types'], { BURGEE_URL: 'http://127.0.0.1:9', BURGEE_ENVIRONMENT: 'staging' });

    expect(status).toBe(3);
    expect(stderr).toMatch(/^The server at http:\/\/127\.0\.0\.1:9\/ did not respond like Burgee \(.+\)\. Start it,/);
  });
});
