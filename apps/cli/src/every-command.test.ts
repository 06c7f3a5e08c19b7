import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USE_CASES } from './derived/use-cases.ts';
import { entriesOf } from './derived/words.ts';
import { findLeafCommands, type LeafCommand } from './test-all-commands.ts';
import { startCommands, type TestCommands } from './test-commands.ts';
import { noServer, run } from './test-run.ts';

// A command that is added is tested here without a change of this file. It fails unless it does what all others do, or is
// listed with the reason why it does not.

/** They call no server. */
const LOCAL = ['completion', 'dev', 'init', 'logout'];
/** They print no data, or the messages of a protocol. */
const WITHOUT_JSON = ['completion', 'dev', 'logout', 'mcp'];
/** Anyone may call them, or the holder of any key. */
const OPEN = ['doctor', 'session me', 'session sign-in-options', 'session exchange'];
/** Options without which a command asks a person. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = { login: ['--key', 'adm_wrong'] };

/** How the commands that do not derive from use cases are called for JSON. `group.test.ts` calls all others. */
const OWN_LINES: Readonly<Record<string, readonly string[]>> = {
  apply: ['production.json'],
  'audit list': ['--flag', 'checkout'],
  'audit verify': [],
  connect: ['unleash-node'],
  doctor: [],
  eval: ['checkout', '--user', 'ann'],
  export: ['--environment', 'development'],
  'import unleash': ['export.json', '--map', 'development=development'],
  init: ['--dry-run'],
  link: ['https://shop.example/', '--flag', 'checkout=on'],
  login: [],
  tail: [],
  types: ['--out', 'generated.ts'],
  whoami: [],
};

/** The files that examples name. */
const FILES = {
  'package.json': {},
  'production.json': { burgee: 1, environment: { key: 'development' } },
  'export.json': {
    features: [
      {
        name: 'imported',
        environments: ['production', 'development'].map((name) => ({ name, enabled: true, strategies: [] })),
      },
    ],
  },
};

const DERIVED = entriesOf(USE_CASES).map(({ group, name }) => `${group} ${name}`);

const COMMANDS = await findLeafCommands();
const lineOf = ({ path, example }: LeafCommand) => [...example, ...(ANSWERS[path] ?? [])];
const own = COMMANDS.filter(({ path }) => !DERIVED.includes(path));
const remote = COMMANDS.filter(({ path }) => !LOCAL.includes(path));

let cli: TestCommands;
let keyOfNoRole: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-every-'));
  cli = await startCommands();
  const key = { kind: 'server', environment: 'staging', name: 'k' } as const;
  keyOfNoRole = (await cli.server.api.keys.create.mutate(key)).secret;
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), JSON.stringify(content));
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it('14.3 the lists of exceptions name commands that exist', () => {
  const names = COMMANDS.map(({ path }) => path);
  const listed = [...LOCAL, ...WITHOUT_JSON, ...OPEN, ...Object.keys(ANSWERS)];
  expect(listed.filter((name) => !names.includes(name))).toEqual([]);
});

describe.each(COMMANDS)('14.3 burgee $path', (command) => {
  const { path, example, help, hasJson } = command;

  it('has an example of itself first in its help', () => {
    expect(example.slice(0, path.split(' ').length).join(' ')).toBe(path);
    expect(help).toMatch(new RegExp(`\nUsage: burgee ${path}[ |]`));
    // Examples are to be copied, so they are not broken into lines.
    const [, text = ''] = help.split('\nUsage: ');
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('knows which option was meant', async () => {
    const { status, printed, complaints, fixes } = await run([...lineOf(command), '--hlep'], { folder });
    expect([status, printed]).toEqual([2, []]);
    expect(complaints).toEqual(["Unknown option '--hlep'. Did you mean --help?"]);
    expect(fixes).toEqual([expect.stringMatching(/^burgee .* --help$/)]);
  });

  it('has JSON, unless it prints no data', () => {
    expect(hasJson).toBe(!WITHOUT_JSON.includes(path));
  });
});

describe.each(remote)('14.3 burgee $path without a terminal', (command) => {
  it('exits with status 3 while the server is away, and names doctor', async () => {
    const { status, printed, complaints, fixes, questions } = await run(lineOf(command), { folder, respond: noServer });
    expect([status, printed, questions]).toEqual([3, [], []]);
    expect(complaints.join()).toContain('ECONNREFUSED');
    const fix = command.path === 'doctor' ? /^curl -i / : /^burgee doctor --url http/;
    expect(fixes).toEqual([expect.stringMatching(fix)]);
  });

  it('exits with status 4 if it is not permitted, and asks nobody', async () => {
    const settings = { BURGEE_URL: cli.server.url, BURGEE_TOKEN: keyOfNoRole, BURGEE_CONFIG_DIR: folder };
    const line = lineOf(command).map((word) => (/^https:\/\/flags\.example/.test(word) ? cli.server.url : word));
    const { status, printed, fixes, questions } = await run(line, { fetch, folder, settings });
    expect(questions).toEqual([]);
    if (OPEN.includes(command.path)) return expect(status).not.toBe(4);
    expect([status, printed]).toEqual([4, []]);
    expect(fixes).toEqual([expect.stringMatching(/^burgee (whoami|login --url )/)]);
  });
});

describe('14.3 the JSON of a command that derives from no use case', () => {
  it.each(own.filter(({ hasJson }) => hasJson))('can be parsed: $path', async ({ path }) => {
    const interruption = new AbortController();
    /** While `tail` waits for the first time, the flag changes; the second time, someone interrupts it. */
    const steps = [
      () => cli.server.api.flags.setEnabled.mutate({ environment: 'development', key: 'checkout', enabled: false }),
      async () => interruption.abort(),
    ];
    const wait = async () => void (await steps.shift()?.());
    const [line, settings, now] = [OWN_LINES[path], { BURGEE_CONFIG_DIR: folder }, new Date().getTime()];
    const { version } = (await (await fetch(`${cli.server.url}/version`)).json()) as { version: string };
    expect(line).toBeDefined();
    const args = [...path.split(' '), ...(line ?? []), '--json'];
    const { status, printed, questions } = await cli.burgee(args, {
      folder,
      settings,
      now,
      version,
      wait,
      signal: interruption.signal,
    });

    expect([status, questions, printed.length]).toEqual([0, [], 1]);
    expect(JSON.parse(printed.join())).toBeTypeOf('object');
  });
});
