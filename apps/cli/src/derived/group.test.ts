import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeafCommands } from '../test-all-commands.ts';
import { run } from '../test-run.ts';
import { startServer } from '../test-server.ts';
import { GROUPS } from './group.ts';
import { USE_CASES } from './use-cases.ts';
import { entriesOf } from './words.ts';

const ENTRIES = entriesOf(USE_CASES);

/** The command lines that are run, in this order. `$` names what an earlier answer had. */
const LINES: readonly string[] = [
  'flags create checkout --description Checkout --tags shop --tags web',
  'flags create old --no-enabled',
  'flags ls --search check',
  'flags table',
  'flags tags',
  'flags get checkout',
  'flags usage checkout --hours 2',
  'flags usage-summary --keys checkout --keys old',
  'flags update checkout --description Better --expires-at null',
  'flags unleash checkout',
  'flags convert-to-unleash checkout --reason migration',
  'flags on checkout',
  'flags rollout checkout 25%',
  'flags off checkout',
  'flags release checkout --reason incident',
  'flags archive old',
  'flags restore old',
  'flags bulk --keys checkout --change @change.json',
  'flags revert checkout --number $flag --to before',
  'segments create testers --condition {"attribute":"plan","operator":"in","values":["pro"]}',
  'segments ls',
  'segments get testers',
  'segments usage testers',
  'segments update testers --name Testers',
  'segments revert testers --number $segment --to before',
  'segments create unused --condition {"attribute":"plan","operator":"in","values":["pro"]}',
  'segments delete unused',
  'overrides set checkout --user ann',
  'overrides ls --user ann',
  'overrides for-flag checkout',
  'overrides resolve checkout --user ann',
  'overrides remove checkout --user ann',
  'overrides set-users checkout --users ["ben","cleo"] --override-type exclude',
  'overrides revert-users checkout --version $version',
  'overrides remove-users checkout --users ben',
  'overrides set-global checkout --value true',
  'overrides remove-global checkout',
  'overrides emergency checkout --value false --reason incident',
  'overrides remove-emergency checkout',
  'overrides set-testing checkout run-1 --value true --expires-at $soon',
  'overrides remove-testing checkout run-1',
  'overrides set-session --environment development --overrides [{"flagKey":"checkout","value":true}]',
  'overrides for-session --environment development --session $session --with-token $token',
  'overrides clear-session --environment development --session $session --with-token $token',
  'overrides create-link --overrides [{"flagKey":"checkout","value":true}] --expires-at $soon',
  'connections ls',
  'connections unmapped --protocols flagd --protocols unleash',
  'env ls',
  'env get development',
  'env create preview --name Preview --permits-session-overrides --color yellow',
  'env update preview --name Previews',
  'env invalidate-cache preview',
  'evaluation explain-all --context {"userId":"ann"}',
  'evaluation explain-contexts checkout --contexts [{"userId":"ann"},{"userId":"ben"}]',
  'audit actor-name --actor ada@example.org',
  'keys create --kind server --name api',
  'keys ls --environment development',
  'keys update $key --environment development --name apis',
  'keys rotate $key --environment development --overlap-hours 2',
  'keys end-previous $key --environment development',
  'keys revoke $key --environment development',
  'people invite --email edith@example.org --role editor',
  'people ls',
  'people invitations',
  'people revoke-invitation $invitation',
  'people change $person --role editor',
  'people create-password-link $person',
  'people disable $person',
  'people enable $person',
  'session me',
  'session sign-in-options',
  'flags delete old',
];

/** They need more than a server: a service for CI that it trusts. */
const REFUSED: readonly string[] = ['session exchange --with-token of-a-job'];

let server: Awaited<ReturnType<typeof startServer>>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-derived-'));
  await writeFile(join(folder, 'change.json'), JSON.stringify({ kind: 'disable' }));
  server = await startServer();
  const { token } = await server.api.people.invite.mutate({ email: 'grace@example.org', role: 'viewer' });
  await server.api.session.join.mutate({ token, name: 'Grace', password: 'a walk along the river' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const burgee = (args: readonly string[]) =>
  run(args, { fetch, folder, settings: { BURGEE_URL: server.url, BURGEE_TOKEN: server.token } });

/** The answers so far, by command. */
const answers = new Map<string, unknown>();
const answerOf = (command: string) => answers.get(command) as Record<string, unknown>;
const newest = async (filter: { type?: 'flag' | 'segment'; flagKey?: string } = {}) => {
  const { items } = await server.api.audit.list.query({ limit: 1, ...filter });
  const [entry] = items;
  if (!entry) throw new Error('there is no entry');
  return entry;
};

const VALUES: Readonly<Record<string, () => unknown>> = {
  flag: async () => (await newest({ type: 'flag', flagKey: 'checkout' })).number,
  segment: async () => (await newest({ type: 'segment' })).number,
  version: async () => (await newest()).version,
  soon: async () => new Date(Date.parse((await newest()).at) + 3_600_000).toISOString(),
  session: () => answerOf('overrides set-session')['sessionId'],
  token: () => answerOf('overrides set-session')['token'],
  key: () => (answerOf('keys create')['key'] as { id: string }).id,
  invitation: () => (answerOf('people invitations')['items'] as { id: string }[])[0]?.id,
  person: () => (answerOf('people ls')['items'] as { id: string }[])[0]?.id,
};

async function fill(word: string): Promise<string> {
  return word.startsWith('$') ? String(await VALUES[word.slice(1)]?.()) : word;
}

describe('14.3 a command of a use case', () => {
  it.each(LINES)('works: %s', async (line) => {
    const args = await Promise.all(line.split(' ').map(fill));
    const [group, name] = args;
    const { status, printed, complaints } = await burgee([...args, '--json']);

    expect([status, complaints]).toEqual([0, []]);
    // An answer without a body, such as that of a deletion, prints nothing.
    const answer: unknown = JSON.parse(printed.join('\n') || 'null');
    answers.set(`${group} ${name}`, answer);
  });

  it.each(ENTRIES.filter(({ useCase }) => useCase.kind === 'query').map(({ group, name }) => `${group} ${name}`))(
    'prints for people, too: %s',
    async (command) => {
      const line = LINES.find((line) => line.startsWith(`${command} `) || line === command) ?? '';
      const { status, printed } = await burgee(await Promise.all(line.split(' ').map(fill)));

      expect(status).toBe(0);
      expect(printed.join()).toMatch(/^[^{[]/);
    },
  );

  it.each(REFUSED)('reports what this server refuses: %s', async (line) => {
    const { status, printed, complaints, fixes } = await burgee(line.split(' '));

    expect([status, printed, complaints.length, fixes.length]).toEqual([2, [], 1, 1]);
  });

  it('is tried here for every use case', () => {
    const tried = [...LINES, ...REFUSED].map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(ENTRIES.map(({ group, name }) => `${group} ${name}`).filter((name) => !tried.includes(name))).toEqual([]);
  });

  it.each([...GROUPS.keys()])('has help, with examples first: %s', async (group) => {
    const inner = (await findLeafCommands()).map(({ path }) => path.split(' ')).filter(([first]) => first === group);
    const helps = [];
    for (const args of [[group], ...inner]) {
      const { status, printed } = await run([...args, '--help']);
      expect([status, printed.join()]).toEqual([0, expect.stringMatching(/^Examples:\n {2}burgee /)]);
      helps.push(`$ burgee ${args.join(' ')} --help\n${printed.join('\n')}\n`);
    }
    await expect(helps.join('\n')).toMatchFileSnapshot(`../help/${group}.txt`);
  });
});
