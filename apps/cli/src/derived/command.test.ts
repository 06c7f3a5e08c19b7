import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommands, type TestCommands } from '../test-commands.ts';
import { noServer, run } from '../test-run.ts';

let cli: TestCommands;
beforeAll(async () => {
  cli = await startCommands();
});
afterAll(() => cli[Symbol.asyncDispose]());
const burgee: TestCommands['burgee'] = (...args) => cli.burgee(...args);

const isEnabled = async (environment: string) =>
  (await cli.server.api.flags.get.query({ environment, key: 'checkout' })).enabled;

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
    const viewer = { settings: { BURGEE_TOKEN: cli.viewerKey } };
    const refused = await burgee(['flags', 'off', 'checkout'], viewer);
    expect(refused).toMatchObject({ status: 4, fixes: ['burgee whoami'], printed: [] });
    expect(refused.complaints.join()).toContain('This requires the role editor');

    const unknown = await burgee(['flags', 'ls', '--key', 'adm_wrong']);
    expect(unknown).toMatchObject({ status: 4, fixes: [`burgee login --url ${cli.server.url}/`] });
  });

  it('names no secret in the command that fixes it', async () => {
    const { fixes } = await burgee(['flags', 'get', 'chekcout', '--token', cli.server.token]);
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
    await cli.server.api.flags.create.mutate({ environment: 'staging', key: 'a' });
    await cli.server.api.flags.create.mutate({ environment: 'staging', key: 'b' });
    const { complaints } = await burgee(['flags', 'ls', '-e', 'staging', '--page-size', '1']);
    expect(complaints).toEqual(['Page 1 of 2, 2 in total. Next: --page 2']);
  });

  it('has a new secret below its key', async () => {
    const { printed } = await burgee(['keys', 'create', '--kind', 'server', '--name', 'api']);
    expect(printed.join()).toMatch(/^ID +KIND .*\n[\w-]+ +server +api .*\n\nsecret {2}srv_\S+$/);
  });

  it('with --json is exactly the answer of the API', async () => {
    const headers = { Authorization: `Bearer ${cli.server.token}` };
    const answer = await fetch(`${cli.server.url}/api/admin/flags/checkout?environment=development`, { headers });
    const { printed } = await burgee(['flags', 'get', 'checkout', '--json']);
    expect(printed).toEqual([await answer.text()]);
  });
});
