import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { GROUPS } from './derived/group.ts';
import { noServer, run } from './test-run.ts';
import { startServer } from './test-server.ts';
import type { Settings } from './world.ts';

let server: Awaited<ReturnType<typeof startServer>>;
let folder: string;
let viewerKey: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-commands-'));
  server = await startServer();
  await server.api.flags.create.mutate({ environment: 'development', key: 'checkout', enabled: true });
  await server.api.flags.create.mutate({ environment: 'production', key: 'checkout', enabled: true });
  await server.api.environments.update.mutate({ key: 'production', isProduction: true });
  const expiresAt = '2099-01-01T00:00:00Z';
  const { secret } = await server.api.keys.create.mutate({ kind: 'admin', name: 'v', role: 'viewer', expiresAt });
  viewerKey = secret;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

type Surroundings = Parameters<typeof run>[1];

const burgee = (args: readonly string[], { settings, ...rest }: Surroundings = {}) =>
  run(args, {
    ...{ fetch, folder },
    settings: { BURGEE_URL: server.url, BURGEE_TOKEN: server.token, BURGEE_CONFIG_DIR: folder, ...settings },
    ...rest,
  });

const isEnabled = async (environment: string) =>
  (await server.api.flags.get.query({ environment, key: 'checkout' })).enabled;

describe('14.3 the exit status of a command', () => {
  it.each([
    [['flags', 'get', 'chekcout'], 1, 'Did you mean "checkout"?', 'burgee flags get checkout'],
    [['flags', 'get', 'zzz'], 1, 'There is no flag "zzz"', 'burgee flags ls --environment development'],
    [['flags', 'ls', '-e', 'prodcution'], 2, 'Did you mean "production"?', 'burgee flags ls -e production'],
    [['flags', 'ls', '-e', 'zzz'], 2, 'There is no environment "zzz".', 'burgee env ls'],
    [['flags', 'create', 'checkout'], 1, 'already exists', 'burgee flags create --help'],
    [['flags', 'create', 'not one'], 2, 'key: use 1 to 100 letters', 'burgee flags create --help'],
    [['segments', 'get', 'zzz'], 1, 'There is no segment "zzz"', 'burgee segments ls --environment development'],
    [['flags', 'rollout', 'checkout', 'half'], 2, '--percentage half: must be a number.', undefined],
    [['flags', 'rollout', 'checkout'], 2, "Missing required argument 'percentage'.", 'burgee flags rollout --help'],
    [['flags', 'gte', 'checkout'], 2, "Unknown command 'gte'. Did you mean get?", 'burgee flags get checkout'],
    [['flags', 'ls', '--serach', 'a'], 2, 'Did you mean --search?', 'burgee flags ls --search a'],
    [['flags', 'get', '..'], 2, '".." cannot be part of a path.', undefined],
    [['flags', 'update', 'checkout', '--rules', '[{'], 2, '--rules: must be JSON or @file.json:', undefined],
    [['flags', 'update', 'checkout', '--rules', '@no.json'], 2, '--rules: cannot read the file no.json.', undefined],
    [
      ['flags', 'create', 'a', '--type', 'text'],
      2,
      'Allowed choices are boolean, string,',
      'burgee flags create --help',
    ],
    [['overrides', 'set-global', 'checkout'], 2, "Required option '--value <value>' not", undefined],
  ])('of %j is %d', async (args, expected, sentence, fix) => {
    const { status, printed, complaints, fixes } = await burgee(args);

    expect([status, printed]).toEqual([expected, []]);
    expect(complaints).toEqual([expect.stringContaining(sentence)]);
    if (fix !== undefined) expect(fixes).toEqual([fix]);
  });

  it('is 3 while the server is away, and doctor is named', async () => {
    const { status, complaints, fixes } = await run(['flags', 'ls'], { respond: noServer });

    expect([status, complaints]).toEqual([3, [expect.stringMatching(/did not respond like Burgee \(ECONNREFUSED\)/)]]);
    expect(fixes).toEqual(['burgee doctor --url http://flags.test/']);
  });

  it('is 3 if something else answers', async () => {
    const { status } = await run(['flags', 'ls'], { respond: () => new Response('<html></html>') });
    expect(status).toBe(3);
  });

  it('is 4 without a role or a valid key', async () => {
    const viewer = { settings: { BURGEE_TOKEN: viewerKey } };
    const refused = await burgee(['flags', 'off', 'checkout'], viewer);
    expect(refused).toMatchObject({ status: 4, fixes: ['burgee whoami'], printed: [] });
    expect(refused.complaints.join()).toContain('This requires the role editor');

    const unknown = await burgee(['flags', 'ls', '--key', 'adm_wrong']);
    expect(unknown).toMatchObject({ status: 4, fixes: [`burgee login --url ${server.url}/`] });
  });

  it('names no secret in the command that fixes it', async () => {
    const { fixes } = await burgee(['flags', 'get', 'chekcout', '--token', server.token]);
    expect(fixes).toEqual(['burgee flags get checkout --token ...']);
  });
});

describe('14.3 a change of an environment with real users', () => {
  const OFF = ['flags', 'off', 'checkout', '-e', 'production'];

  it('is refused without a terminal', async () => {
    const { status, complaints, fixes } = await burgee(OFF);

    expect([status, fixes]).toEqual([2, ['burgee flags off checkout -e production --yes']]);
    expect(complaints.join()).toContain('there is no terminal to ask for its name. Nothing was changed.');
    expect(await isEnabled('production')).toBe(true);
  });

  it('is refused for another name than that of the environment', async () => {
    const { status, questions } = await burgee(OFF, { typed: ['prod'] });

    expect([status, questions]).toEqual([2, ['Real users are in "production". Type its name to go on: ']]);
    expect(await isEnabled('production')).toBe(true);
  });

  it('happens after its name, or with --yes', async () => {
    expect(await burgee(OFF, { typed: ['production'] })).toMatchObject({ status: 0 });
    expect(await isEnabled('production')).toBe(false);
    const on = await burgee(['flags', 'on', 'checkout', '-e', 'production', '--yes'], { typed: [] });
    expect(on).toMatchObject({ status: 0, questions: [] });
    expect(await isEnabled('production')).toBe(true);
  });

  it('needs no question elsewhere', async () => {
    expect(await burgee(['flags', 'on', 'checkout'], { typed: [] })).toMatchObject({ status: 0, questions: [] });
  });
});

describe('14.3 a dry run', () => {
  it('prints the request and the fields that would differ, and changes nothing', async () => {
    const args = ['flags', 'off', 'checkout', '-e', 'production', '--reason', 'incident', '--dry-run'];
    const { status, printed } = await burgee(args);

    expect([status, printed]).toEqual([
      0,
      [
        'POST /api/admin/flags/checkout?environment=production\n{"enabled":false,"reason":"incident"}\n\nenabled  yes -> no',
      ],
    ]);
    expect(await isEnabled('production')).toBe(true);
  });

  it.each([
    [['flags', 'on', 'checkout'], { changes: [] }],
    [['flags', 'rollout', 'checkout', '25'], { changes: [{ field: 'rolloutPercentage', from: 0, to: 25 }] }],
    [['flags', 'archive', 'checkout'], { changes: [{ field: 'archived', from: false, to: true }] }],
    [['flags', 'restore', 'checkout'], { changes: [] }],
    [['flags', 'update', 'checkout', '--tags', 'a'], { changes: [{ field: 'tags', from: [], to: ['a'] }] }],
    [['env', 'create', 'preview'], { method: 'POST', path: '/api/admin/environments', body: { key: 'preview' } }],
    [['flags', 'delete', 'checkout'], { method: 'DELETE', path: '/api/admin/flags/checkout?environment=development' }],
  ])('of %j is JSON on request', async (args, expected) => {
    const { status, printed } = await burgee([...args, '--dry-run', '--json']);

    expect([status, JSON.parse(printed.join())]).toEqual([0, expect.objectContaining(expected)]);
  });

  it('says that a flag does not exist', async () => {
    expect(await burgee(['flags', 'off', 'chekcout', '--dry-run'])).toMatchObject({ status: 1, printed: [] });
  });
});

describe('14.3 the output of a command', () => {
  it('is a table, with a heading in bold where there are colors', async () => {
    const plain = await burgee(['env', 'ls']);
    expect(plain.printed.join()).toMatch(/^KEY +NAME +PRODUCTION +SESSION OVERRIDES +VERSION\ndevelopment /);
    const bold = await burgee(['env', 'ls'], { hasColors: true });
    expect(bold.printed.join().split('\n')[0]).toBe(`\u001b[1m${plain.printed.join().split('\n')[0]}\u001b[22m`);
  });

  it('says which page follows', async () => {
    await server.api.flags.create.mutate({ environment: 'staging', key: 'a' });
    await server.api.flags.create.mutate({ environment: 'staging', key: 'b' });
    const { complaints } = await burgee(['flags', 'ls', '-e', 'staging', '--page-size', '1']);
    expect(complaints).toEqual(['Page 1 of 2, 2 in total. Next: --page 2']);
  });

  it('has a new secret below its key', async () => {
    const { printed } = await burgee(['keys', 'create', '--kind', 'server', '--name', 'api']);
    expect(printed.join()).toMatch(/^ID +KIND .*\n[\w-]+ +server +api .*\n\nsecret {2}srv_\S+$/);
  });

  it('with --json is exactly the answer of the API', async () => {
    const headers = { Authorization: `Bearer ${server.token}` };
    const answer = await fetch(`${server.url}/api/admin/flags/checkout?environment=development`, { headers });
    const { printed } = await burgee(['flags', 'get', 'checkout', '--json']);
    expect(printed).toEqual([await answer.text()]);
  });
});

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
  const file = (name = 'default') => join(folder, `${name}.json`);

  it('asks for a key, verifies it, and stores it for its owner only', async () => {
    await writeFile(file(), '{}', { mode: 0o644 });
    const { status, printed, questions } = await burgee(['login', '--url', server.url], {
      typed: [viewerKey],
      settings: none,
    });

    expect([status, printed]).toEqual([0, ['v: viewer']]);
    expect(questions).toEqual([`Key for ${server.url}/ (not shown): `]);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await burgee(['whoami'], { settings: none })).toMatchObject({ printed: [`v: viewer\n${server.url}/`] });
    const json = await burgee(['whoami', '--json'], { settings: none });
    expect(JSON.parse(json.printed.join())).toMatchObject({ name: 'v', role: 'viewer', reach: null });
  });

  it('gives way to settings, and sends the key to no other server', async () => {
    const { printed } = await burgee(['whoami'], { settings: { ...none, BURGEE_TOKEN: server.token } });
    expect(printed.join()).toMatch(/: admin\n/);
    const other = { BURGEE_URL: 'http://other.test', BURGEE_TOKEN: undefined, BURGEE_CONFIG_DIR: folder };
    const { asked } = await run(['flags', 'ls'], { settings: other });
    expect(asked).toMatchObject([{ url: expect.stringContaining('http://other.test/'), authorization: null }]);
  });

  it('keeps profiles apart', async () => {
    const args = ['login', '--url', server.url, '--profile', 'work', '--json'];
    const { status, printed, complaints } = await burgee(args);
    expect([status, JSON.parse(printed.join())]).toEqual([0, expect.objectContaining({ role: 'admin' })]);
    expect(complaints).toEqual([
      `Stored the key for ${server.url}/ in ${file('work')}`,
      expect.stringContaining('while these are set: BURGEE_URL, BURGEE_TOKEN.'),
    ]);
    const work = { settings: { ...none, BURGEE_PROFILE: 'work' } };
    expect((await burgee(['whoami'], work)).printed.join()).toMatch(/: admin\n/);
  });

  it('stores nothing that the server refuses', async () => {
    const before = await readFile(file(), 'utf8');
    const wrong = await burgee(['login', '--url', server.url, '--key', 'adm_wrong'], { settings: none });
    expect(wrong.status).toBe(4);
    const { secret } = await server.api.keys.create.mutate({ kind: 'server', environment: 'staging', name: 's' });
    const evaluating = await burgee(['login', '--url', server.url, '--key', secret], { settings: none });
    expect(evaluating.status).toBe(4);
    expect(await burgee(['login', '--url', server.url], { settings: none })).toMatchObject({ status: 2 });
    expect(await burgee(['login', '--url', server.url], { settings: none, typed: [''] })).toMatchObject({ status: 2 });
    expect(await readFile(file(), 'utf8')).toBe(before);
  });

  it('is undone by logout', async () => {
    expect(await burgee(['logout'])).toMatchObject({ status: 0, complaints: ['Deleted the profile "default".'] });
    expect(await burgee(['logout'])).toMatchObject({ status: 0, complaints: ['There is no profile "default".'] });
    const nobody = await burgee(['whoami'], { settings: { ...none, BURGEE_URL: server.url } });
    expect(nobody).toMatchObject({ status: 4, fixes: [`burgee login --url ${server.url}/`] });
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
      server.api.flags.setEnabled.mutate({ environment: 'staging', key: 'a', enabled });
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
        await server.api.flags.setEnabled.mutate({ environment: 'staging', key: 'b', enabled: true });
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
