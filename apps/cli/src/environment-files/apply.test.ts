import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommands, type TestCommands } from '../test-commands.ts';
import { EVERY_FEATURE } from './test-every-feature.ts';

let cli: TestCommands;
let other: TestCommands;
beforeAll(async () => {
  [cli, other] = await Promise.all([startCommands(), startCommands()]);
  await writeFile(file('qa.json'), JSON.stringify(EVERY_FEATURE));
});
afterAll(() => Promise.all([cli[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]));

const file = (name: string) => join(cli.folder, name);
const write = (name: string, content: object) => writeFile(file(name), JSON.stringify(content));
const fileOf = (key: string, fields: object = {}) => ({ burgee: 1, environment: { key }, ...fields });
/** As `console.log` prints it. */
const printedText = ({ printed }: { printed: string[] }) => `${printed.join('\n')}\n`;

describe('14.5 burgee export and apply', () => {
  it('bring an environment with every feature to an empty server, as the same bytes', async () => {
    const applied = await cli.burgee(['apply', 'qa.json', '--reason', 'first']);
    expect([applied.status, applied.complaints]).toEqual([
      0,
      ['Changed qa: 9 new, 0 changed, 0 removed, 0 unchanged.'],
    ]);
    const exported = await cli.burgee(['export', '-e', 'qa']);
    const text = printedText(exported);
    await expect(text).toMatchFileSnapshot('./every-feature.txt');

    const there = await other.burgee(['apply', '-'], { input: text });
    expect([there.status, there.fixes]).toEqual([0, []]);
    expect(printedText(await other.burgee(['export', '-e', 'qa']))).toBe(text);

    const again = await other.burgee(['apply', '-', '--prune', '--yes'], { input: text });
    expect([again.status, again.printed, again.complaints]).toEqual([
      0,
      [],
      ['Nothing to change in qa. 0 new, 0 changed, 0 removed, 8 unchanged.'],
    ]);
  });

  it('write and read a folder with a file for each flag, with the same plan', async () => {
    await cli.burgee(['apply', 'qa.json', '--yes']);
    const exported = await cli.burgee(['export', '-e', 'qa', '--folder', 'qa']);
    expect([exported.status, exported.complaints]).toEqual([0, ['Wrote 6 flags and 2 segments.']]);
    const names = await readdir(file('qa/flags'));
    expect(names).toEqual(expect.arrayContaining(['checkOut.json', expect.stringMatching(/^checkout-\w+\.json$/)]));
    expect(names).toContain('Ж%3Acolon.json');
    await cli.burgee(['export', '-e', 'qa', '--out', 'whole.json']);
    const plans = [];
    for (const name of ['qa', 'whole.json']) {
      const { status, printed } = await cli.burgee(['apply', name, '-e', 'staging', '--dry-run', '--json']);
      expect(status).toBe(0);
      plans.push(JSON.parse(printed.join()));
    }
    expect(plans[0]).toEqual(plans[1]);
    expect(await cli.burgee(['apply', 'qa', '--check', '--prune'])).toMatchObject({ status: 0, printed: [] });
  });

  it('delete the files of flags that no longer exist, and touch no other folder', async () => {
    await cli.burgee(['apply', 'qa.json', '--yes']);
    await cli.burgee(['export', '-e', 'qa', '--folder', 'stale']);
    await writeFile(file('stale/flags/gone.json'), '{"key":"gone"}');
    await cli.burgee(['export', '-e', 'qa', '--folder', 'stale']);
    expect(existsSync(file('stale/flags/gone.json'))).toBe(false);
    await mkdir(file('src'));
    await writeFile(file('src/index.ts'), '');
    const refused = await cli.burgee(['export', '-e', 'qa', '--folder', 'src']);
    expect([refused.status, refused.complaints]).toEqual([2, [expect.stringContaining('Name a new or empty folder.')]]);
  });

  it('print a plan as a diff, and change nothing', async () => {
    await write('before.json', fileOf('plan', { flags: [{ key: 'a', enabled: true }, { key: 'b' }, { key: 'c' }] }));
    await cli.burgee(['apply', 'before.json']);
    const rules = [{ id: 'r', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } }];
    const flags = [{ key: 'a', tags: ['x'], rules }, { key: 'c' }, { key: 'd', enabled: true }];
    await write('after.json', fileOf('plan', { flags }));
    const planned = await cli.burgee(['apply', 'after.json', '--prune', '--dry-run']);
    expect(planned).toMatchObject({
      status: 0,
      complaints: ['Would change plan: 1 new, 1 changed, 1 removed, 1 unchanged.'],
    });
    expect(planned.printed.join('\n')).toMatchInlineSnapshot(`
      "~ flag a
          enabled: true -> false
          rules:
            - []
            + [
            +   {
            +     "id": "r",
            +     "description": "",
            +     "condition": {
            +       "all": []
            +     },
            +     "rollout": {
            +       "schedule": {
            +         "kind": "fixed",
            +         "percentage": 100
            +       },
            +       "bucketBy": [
            +         "userId"
            +       ],
            +       "salt": null,
            +       "algorithm": "murmur3",
            +       "missing": "included"
            +     },
            +     "serve": {
            +       "kind": "variant",
            +       "variant": "on"
            +     }
            +   }
            + ]
          tags: [] -> ["x"]
      + flag d
          enabled: true
      - flag b"
    `);
    const colored = await cli.burgee(['apply', 'after.json', '--prune', '--dry-run'], { hasColors: true });
    expect(colored.printed.join()).toContain('\u001b[32m+ flag d\u001b[39m');
    const check = await cli.burgee(['apply', 'after.json', '--prune', '--check']);
    expect(check).toMatchObject({ status: 1, fixes: ['burgee apply after.json --prune --yes'] });
    expect((await cli.burgee(['flags', 'get', 'b', '-e', 'plan'])).status).toBe(0);
    expect((await cli.burgee(['apply', 'after.json', '--prune'])).printed).toEqual(planned.printed);
    expect((await cli.burgee(['flags', 'get', 'b', '-e', 'plan'])).status).toBe(1);
  });

  it('name the file and the flag of each mistake', async () => {
    await write('wrong.json', fileOf('qa', { flags: [{ key: 'fine' }, { key: 'checkout', rolout: {} }] }));
    const wrong = await cli.burgee(['apply', 'wrong.json']);
    expect([wrong.status, wrong.complaints, wrong.fixes]).toEqual([
      2,
      [expect.stringContaining('wrong.json: checkout: Unrecognized key: "rolout"')],
      ['burgee apply wrong.json'],
    ]);
    await cli.burgee(['export', '-e', 'qa', '--folder', 'mistaken']);
    await writeFile(
      file('mistaken/flags/old.json'),
      '{"key":"old","type":"number","variants":[{"key":"a","value":true}]}',
    );
    const mistaken = await cli.burgee(['apply', 'mistaken']);
    expect(mistaken.complaints.join()).toContain(`${join('mistaken', 'flags', 'old.json')}: type: "old" is boolean`);
  });

  it.each([
    ['nothing.json', undefined, 'nothing.json cannot be read: there is no such file or folder.'],
    ['broken.json', '{', 'broken.json is not valid JSON'],
    ['other.json', '{"flags":[]}', 'other.json is not an environment file'],
    ['keyless.json', '{"environment":{"key":"qa"},"flags":[{}]}', 'keyless.json is not an environment file'],
  ])('refuse %s', async (name, text, sentence) => {
    if (text !== undefined) await writeFile(file(name), text);
    const { status, complaints } = await cli.burgee(['apply', name]);
    expect([status, complaints]).toEqual([2, [expect.stringContaining(sentence)]]);
  });

  it('join files of one environment, and refuse those of several', async () => {
    await write('one.json', fileOf('joined', { flags: [{ key: 'one' }] }));
    await write('two.json', fileOf('joined', { flags: [{ key: 'two' }] }));
    await write('far.json', fileOf('far'));
    await write('without.json', fileOf('joined', { overrides: false }));
    const joined = await cli.burgee(['apply', 'one.json', 'two.json']);
    expect(joined.complaints).toEqual(['Changed joined: 3 new, 0 changed, 0 removed, 0 unchanged.']);
    expect((await cli.burgee(['apply', 'one.json', 'far.json'])).complaints).toEqual([
      'one.json is of joined, and far.json of far. Apply one environment at a time.',
    ]);
    expect((await cli.burgee(['apply', 'one.json', 'without.json'])).status).toBe(2);
  });

  it('ask before a change of an environment with real users, and do what was shown', async () => {
    await write('live.json', fileOf('production', { flags: [{ key: 'checkout', enabled: false }] }));
    const silent = await cli.burgee(['apply', 'live.json']);
    expect(silent).toMatchObject({ status: 2, fixes: ['burgee apply live.json --yes'] });
    const asked = await cli.burgee(['apply', 'live.json', '--reason', 'late'], { typed: ['production'] });
    expect(asked).toMatchObject({ status: 0, questions: [expect.stringContaining('Real users')] });
    expect(asked.complaints[0]).toContain('~ flag checkout');
  });

  it('mark flags as managed, which other commands then leave alone', async () => {
    await write('git.json', fileOf('git', { flags: [{ key: 'pay' }] }));
    const managed = ['--managed-by', 'https://github.com/acme/flags'];
    expect((await cli.burgee(['apply', 'git.json', ...managed])).status).toBe(0);
    const refused = await cli.burgee(['flags', 'on', 'pay', '-e', 'git']);
    expect(refused).toMatchObject({
      status: 1,
      complaints: [expect.stringContaining('is managed in Git: https://github.com/acme/flags')],
      fixes: ['burgee flags release pay --environment git --reason "..."'],
    });
    expect((await cli.burgee(['apply', 'git.json'])).status).toBe(1);
    await write('empty.json', fileOf('git'));
    const kept = await cli.burgee(['apply', 'empty.json', '--prune', '--dry-run']);
    expect(kept.complaints.join()).toContain('1 not removed, because another source manages them: pay.');
    expect((await cli.burgee(['flags', 'release', 'pay', '-e', 'git', '--reason', 'night'])).status).toBe(0);
    expect((await cli.burgee(['apply', 'empty.json', '--prune'])).complaints.join()).toContain('1 removed');
  });

  it('need no more than a viewer to print a plan', async () => {
    const viewer = { settings: { BURGEE_TOKEN: cli.viewerKey } };
    expect((await cli.burgee(['apply', 'qa.json', '--dry-run'], viewer)).status).toBe(0);
    await write('more.json', fileOf('development', { flags: [{ key: 'more' }] }));
    expect((await cli.burgee(['apply', 'more.json'], viewer)).status).toBe(4);
    expect((await cli.burgee(['apply', 'more.json'], { settings: { BURGEE_URL: 'http://127.0.0.1:1' } })).status).toBe(
      3,
    );
  });

  it('leave out overrides, and then leave them alone', async () => {
    await cli.burgee(['overrides', 'set', 'checkout', '--user', 'ann']);
    await cli.burgee(['export', '--no-overrides', '--out', 'plain.json']);
    expect(JSON.parse(await readFile(file('plain.json'), 'utf8'))).toMatchObject({ overrides: false });
    expect(await readFile(file('plain.json'), 'utf8')).not.toContain('ann');
    expect((await cli.burgee(['apply', 'plain.json', '--check', '--prune'])).status).toBe(0);
    await rm(file('plain.json'));
  });
});
