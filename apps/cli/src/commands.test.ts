import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { GROUPS } from './derived/group.ts';
import { startCommands, type TestCommands } from './test-commands.ts';
import { noServer, run } from './test-run.ts';
import type { Settings } from './world.ts';

let cli: TestCommands;
beforeAll(async () => {
  cli = await startCommands();
  await cli.server.api.flags.create.mutate({ environment: 'staging', key: 'a' });
  await cli.server.api.flags.create.mutate({ environment: 'staging', key: 'b' });
});
afterAll(() => cli[Symbol.asyncDispose]());
const burgee: TestCommands['burgee'] = (...args) => cli.burgee(...args);

describe('14.3 burgee eval', () => {
  it('evaluates and explains', async () => {
    const short = await burgee(['eval', 'checkout', '--user', 'ann']);
    expect(short.printed).toEqual(['value    false\nvariant  off\nreason   DEFAULT']);
    const long = await burgee(['eval', 'checkout', '--user', 'ann', '--context', '{"plan":"pro"}', '--explain']);
    expect(long.printed.join()).toMatch(/\n\nLAYER +OUTCOME +DETAIL\nemergency +passed +no emergency override\n/);
    const json = await burgee(['eval', 'checkout', '--at', '2030-01-01T00:00:00Z', '--json']);
    expect(JSON.parse(json.printed.join())).toMatchObject({ key: 'checkout', value: false });
  });

  it.each([
    [['eval', 'chekcout'], 1, 'Did you mean "checkout"?'],
    [['eval', 'checkout', '--context', '[]'], 2, '--context: must be a JSON object'],
    [['eval', 'checkout', '--at', 'soon'], 2, 'at: '],
  ])('refuses %j', async (args, expected, sentence) => {
    const { status, complaints } = await burgee(args);
    expect([status, complaints]).toEqual([expected, [expect.stringContaining(sentence)]]);
  });
});

describe('14.3 burgee login', () => {
  const none: Settings = { BURGEE_URL: undefined, BURGEE_TOKEN: undefined };
  const file = (name = 'default') => join(cli.folder, `${name}.json`);

  it('asks for a key, verifies it, and stores it for its owner only', async () => {
    await writeFile(file(), '{}', { mode: 0o644 });
    const { status, printed, questions } = await burgee(['login', '--url', cli.server.url, '--key', '-'], {
      typed: [cli.viewerKey],
      settings: none,
    });

    expect([status, printed]).toEqual([0, ['v: viewer']]);
    expect(questions).toEqual([`Key for ${cli.server.url}/ (not shown): `]);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await burgee(['whoami'], { settings: none })).toMatchObject({ printed: [`v: viewer\n${cli.server.url}/`] });
    const json = await burgee(['whoami', '--json'], { settings: none });
    expect(JSON.parse(json.printed.join())).toMatchObject({ name: 'v', role: 'viewer', reach: null });
  });

  it('reads a key from standard input', async () => {
    const args = ['login', '--url', cli.server.url, '--profile', 'piped', '--key', '-'];
    const { status, printed } = await burgee(args, { input: `${cli.viewerKey}\n`, settings: none });
    expect([status, printed]).toEqual([0, ['v: viewer']]);
  });

  it('gives way to settings, and sends the key to no other server', async () => {
    const { printed } = await burgee(['whoami'], { settings: { ...none, BURGEE_TOKEN: cli.server.token } });
    expect(printed.join()).toMatch(/: admin\n/);
    const other = { BURGEE_URL: 'http://other.test', BURGEE_TOKEN: undefined, BURGEE_CONFIG_DIR: cli.folder };
    const { asked } = await run(['flags', 'ls'], { settings: other });
    expect(asked).toMatchObject([{ url: expect.stringContaining('http://other.test/'), authorization: null }]);
  });

  it('keeps profiles apart', async () => {
    const args = ['login', '--url', cli.server.url, '--profile', 'work', '--json'];
    const { status, printed, complaints } = await burgee(args);
    expect([status, JSON.parse(printed.join())]).toEqual([0, expect.objectContaining({ role: 'admin' })]);
    expect(complaints).toEqual([
      `Stored the key for ${cli.server.url}/ in ${file('work')}`,
      expect.stringContaining('while these are set: BURGEE_URL, BURGEE_TOKEN.'),
    ]);
    const work = { settings: { ...none, BURGEE_PROFILE: 'work' } };
    expect((await burgee(['whoami'], work)).printed.join()).toMatch(/: admin\n/);
  });

  it('stores nothing that the server refuses', async () => {
    const before = await readFile(file(), 'utf8');
    const wrong = await burgee(['login', '--url', cli.server.url, '--key', 'adm_wrong'], { settings: none });
    expect(wrong.status).toBe(4);
    const { secret } = await cli.server.api.keys.create.mutate({ kind: 'server', environment: 'staging', name: 's' });
    const evaluating = await burgee(['login', '--url', cli.server.url, '--key', secret], { settings: none });
    expect(evaluating.status).toBe(4);
    const line = ['login', '--url', cli.server.url];
    expect(await burgee(line, { settings: none })).toMatchObject({
      status: 2,
      complaints: [expect.stringMatching(/--key or BURGEE_TOKEN, .* --device/)],
    });
    expect(await burgee([...line, '--key', '-'], { settings: none, typed: [''] })).toMatchObject({ status: 2 });
    expect(await burgee([...line, '--key', '-'], { settings: none, input: '\n' })).toMatchObject({ status: 2 });
    expect(await readFile(file(), 'utf8')).toBe(before);
  });

  it('is undone by logout', async () => {
    expect(await burgee(['logout'])).toMatchObject({ status: 0, complaints: ['Deleted the profile "default".'] });
    expect(await burgee(['logout'])).toMatchObject({ status: 0, complaints: ['There is no profile "default".'] });
    const nobody = await burgee(['whoami'], { settings: { ...none, BURGEE_URL: cli.server.url } });
    expect(nobody).toMatchObject({ status: 4, fixes: [`burgee login --url ${cli.server.url}/`] });
  });

  it.each([
    [['whoami', '--profile', 'missing'], 'There is no profile "missing".', ['burgee login --profile missing']],
    [['whoami', '--profile', '../a'], '"../a" is not a valid name of a profile', []],
  ])('refuses %j', async (args, sentence, fixes) => {
    expect(await burgee(args)).toMatchObject({ status: 2, complaints: [expect.stringContaining(sentence)], fixes });
  });
});

describe('14.3 burgee tail', () => {
  it('prints each change once, in order, until it is interrupted', async () => {
    const interruption = new AbortController();
    const change = (enabled: boolean) =>
      cli.server.api.flags.setEnabled.mutate({ environment: 'staging', key: 'a', enabled });
    const steps = [() => change(true), async () => {}, () => change(false), async () => interruption.abort()];
    const wait = async () => void (await steps.shift()?.());
    const args = ['tail', '-e', 'staging', '--flag', 'a', '--json'];
    const { status, printed, complaints } = await burgee(args, { wait, signal: interruption.signal });

    expect([status, complaints]).toEqual([0, ['Waiting for changes. Press Ctrl+C to stop.']]);
    const entries = printed.map((line) => JSON.parse(line) as { after: { enabled: boolean } });
    expect(entries.map(({ after }) => after.enabled)).toEqual([true, false]);
  });

  it('goes on after the server was away, and misses nothing', async () => {
    const interruption = new AbortController();
    let isAway = false;
    const flaky: typeof fetch = (...request) => (isAway ? noServer() : fetch(...request));
    const steps = [
      async () => {
        isAway = true;
        await cli.server.api.flags.setEnabled.mutate({ environment: 'staging', key: 'b', enabled: true });
      },
      async () => {},
      async () => {
        isAway = false;
      },
      async () => interruption.abort(),
    ];
    const wait = async () => void (await steps.shift()?.());
    const { printed, complaints } = await burgee(['tail'], { wait, signal: interruption.signal, fetch: flaky });

    expect(printed).toEqual([expect.stringMatching(/ updated flag b in staging$/)]);
    expect(complaints.slice(1)).toEqual([
      expect.stringMatching(/Trying again every 2 seconds\.$/),
      'The server is back.',
    ]);
  });
});

it.each(Object.keys(COMMANDS).filter((name) => !GROUPS.has(name)))(
  '14.3 burgee %s has help with examples first',
  async (name) => {
    const { status, printed } = await run([name, '--help']);

    expect([status, printed.join()]).toEqual([0, expect.stringMatching(/^Examples:\n {2}burgee /)]);
    await expect(`${printed.join('\n')}\n`).toMatchFileSnapshot(`help/${name}.txt`);
  },
);
