import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommands, type TestCommands } from '../test-commands.ts';
import { noServer, run } from '../test-run.ts';

const TOKEN = 'default:development.unleash-secret';
const CUSTOM = { name: 'custom', enabled: true, strategies: [{ name: 'byTenant', parameters: {} }] };
const GOOD = { name: 'good', type: 'release', enabled: true, strategies: [] };

let cli: TestCommands;
let folder: string;
let unleash: Server;
beforeAll(async () => {
  cli = await startCommands();
  folder = await mkdtemp(join(tmpdir(), 'burgee-import-'));
  const environments = ['live', 'staging'].map((name) => ({ name, enabled: true, strategies: [] }));
  const files = {
    'both.json': { features: [{ name: 'both', environments }] },
    'some.json': { version: 2, features: [GOOD, CUSTOM, { ...GOOD, name: 'old', archived: true }], segments: [] },
    'kept.json': { version: 2, features: [{ ...GOOD, name: 'checkout' }], segments: [] },
    'frontend.json': { toggles: [] },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
  await writeFile(join(folder, 'broken.json'), '{"features": [');
  await writeFile(join(folder, 'inexact.json'), '{"features": [], "version": 2.0000000000000000001}');
  unleash = createServer((request, response) => {
    const isKnown = request.headers.authorization === TOKEN;
    response.writeHead(isKnown ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { version: 2, features: [GOOD], segments: [] } : {}));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => unleash.once('listening', resolve));
});
afterAll(async () => {
  unleash.close();
  await rm(folder, { recursive: true });
  await cli[Symbol.asyncDispose]();
});

const burgee: TestCommands['burgee'] = (args, rest) => cli.burgee(args, { folder, ...rest });
const importing = (source: string, ...options: string[]) => burgee(['import', 'unleash', source, ...options]);

describe('14.3 burgee import unleash', () => {
  it('shows the changes of a dry run, and makes them without one', async () => {
    const map = ['--map', 'live=development', '--map', 'staging=preview'];
    const dry = await importing('both.json', ...map, '--dry-run');
    expect([dry.status, dry.complaints]).toEqual([0, []]);
    expect(dry.printed).toEqual(['development\n  + flag both\n\npreview\n  + environment preview\n  + flag both']);
    expect((await importing('both.json', ...map)).printed).toEqual(dry.printed);
    const again = await importing('both.json', '--map', 'live=development,staging=preview');
    expect(again.printed).toEqual(['development\n  1 unchanged\n\npreview\n  1 unchanged']);
    expect((await cli.server.api.flags.get.query({ environment: 'preview', key: 'both' })).enabled).toBe(true);
  });

  it('names the features that it leaves out, and exits with status 1', async () => {
    const { status, printed, complaints } = await importing('some.json', '--environment', 'development');
    expect(status).toBe(1);
    expect(printed.join()).toMatch(/^development\n {2}\+ flag good\n\nLeft out:\nenvironment +feature +part +reason\n/);
    expect(printed.join()).toContain('Archived in Unleash, so left out: old');
    expect(printed.join()).toContain('type (1)');
    expect(complaints).toEqual(['One feature was left out. The report says why.']);
    const dry = await importing('some.json', '--environment', 'development', '--dry-run');
    expect([dry.status, dry.complaints.join()]).toEqual([1, expect.stringContaining('Nothing was changed.')]);
  });

  it('keeps flags that exist and differ, unless they are to be updated', async () => {
    const before = await importing('kept.json', '--environment', 'development');
    expect(before.printed.join()).toContain('Kept as they are here (--update changes them):\n  development  checkout');
    const after = await importing('kept.json', '--environment', 'development', '--update');
    expect(after.printed.join()).toMatch(/^development\n {2}~ flag checkout: .*rollout/);
  });

  it('lists the environments that it leaves out', async () => {
    const { printed } = await importing('both.json', '--map', 'live=development', '--dry-run');
    expect(printed.join()).toMatch(/\n\nEnvironments of the export that are left out: staging$/);
  });

  it('prints JSON on request', async () => {
    const { printed, status } = await importing('some.json', '--environment', 'development', '--dry-run', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(printed.join())).toMatchObject({ problems: [{ feature: 'custom' }], archived: ['old'] });
  });

  it('reads from an API of Unleash', async () => {
    const { port } = unleash.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/api/client/features`;
    const options = ['--environment', 'development', '--dry-run'];
    expect((await importing(url, ...options, '--unleash-token', TOKEN)).status).toBe(0);
    const settings = { UNLEASH_TOKEN: TOKEN };
    expect((await burgee(['import', 'unleash', url, ...options], { settings })).status).toBe(0);
    const refused = await importing(url, ...options);
    expect(refused).toMatchObject({
      status: 4,
      complaints: [`${url} answered 401. Give a token of Unleash with --unleash-token.`],
    });
    const { status, complaints } = await importing('http://127.0.0.1:9/', ...options);
    expect([status, complaints.join()]).toEqual([
      3,
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/ did not answer/),
    ]);
    const respond = () => new Response('<html>', { status: 500 });
    expect(await run(['import', 'unleash', 'http://u.test/'], { respond })).toMatchObject({
      status: 3,
      complaints: ['http://u.test/ answered 500.'],
    });
  });

  it('asks for the name of an environment with real users', async () => {
    const args = ['import', 'unleash', 'kept.json', '--environment', 'production', '--update'];
    expect(await burgee(args)).toMatchObject({ status: 2, fixes: [expect.stringMatching(/--yes$/)] });
    expect(await burgee(args, { typed: ['developmnt'] })).toMatchObject({ status: 2 });
    expect(await burgee(args, { typed: ['production'] })).toMatchObject({ status: 0 });
    // Nothing changes any more.
    expect(await burgee(args)).toMatchObject({ status: 0 });
    expect(await burgee([...args, '--yes'])).toMatchObject({ status: 0 });
  });

  it.each([
    [['missing.json'], 'missing.json cannot be read: there is no such file or folder.', 2],
    [['broken.json'], 'broken.json is not JSON: ', 2],
    [['inexact.json'], 'inexact.json, version: the number 2.0000000000000000001 cannot be stored exactly', 2],
    [['both.json', '--map', 'live'], '--map live: must be <unleash>=<burgee>, such as production=prod.', 2],
    [['both.json', '--map', 'a=b', '-e', 'c'], "cannot be used with option '--map", 2],
    [['both.json', '--map', 'lvie=development'], 'the export has no environment "lvie", only "live", "staging"', 2],
    [['frontend.json'], "is a response of Unleash's frontend API", 2],
    [[], "Missing required argument 'source'.", 2],
    [['both.json', '--updat'], 'Did you mean --update?', 2],
  ])('refuses %j, and changes nothing', async (args, sentence, expected) => {
    const { status, printed, complaints } = await burgee(['import', 'unleash', ...args]);
    expect([status, printed]).toEqual([expected, []]);
    expect(complaints.join()).toContain(sentence);
  });

  it('is for editors, and needs a server', async () => {
    const settings = { BURGEE_TOKEN: cli.viewerKey };
    const args = ['import', 'unleash', 'both.json', '--map', 'live=development'];
    expect(await burgee([...args, '--dry-run'], { settings })).toMatchObject({ status: 0 });
    expect(await burgee([...args, '--update'], { settings })).toMatchObject({ status: 4, fixes: ['burgee whoami'] });
    expect(await run(args, { folder, respond: noServer })).toMatchObject({ status: 3 });
  });
});
