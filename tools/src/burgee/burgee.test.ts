import { MAX_LINK_MS } from '@burgee/contracts';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { World } from './command.ts';
import { durationMs } from './duration.ts';
import { runBurgee } from './run.ts';

const NOW = Date.parse('2026-11-21T06:00:00.000Z');
const PAGE = 'https://shop.example/page';
const FLAG = ['--flag', 'checkout=on'];

describe('the command burgee', () => {
  it.each([['--help'], ['-h']])('lists the commands with %s', async (help) => {
    const { status, printed, complaints } = await run([help]);

    expect([status, complaints]).toEqual([0, []]);
    expect(printed.join()).toMatch(/^Usage: npm run burgee -- <command>[^]* link   creates a signed link/);
  });

  it.each([['--help'], ['-h'], [PAGE, '--help']])('prints the help of a command with "link %s"', async (...args) => {
    const { status, printed, asked } = await run(['link', ...args]);

    expect([status, asked]).toEqual([0, []]);
    expect(printed.join()).toMatch(/^Usage: npm run burgee -- link <url>/);
  });

  it.each([
    [[], 'No command given. Commands: audit, link.'],
    [['lnik'], 'Unknown command "lnik". Commands: audit, link.'],
    [['constructor'], 'Unknown command "constructor". Commands: audit, link.'],
    [['--json'], 'Unknown command "--json". Commands: audit, link.'],
  ])('refuses %j in one line', async (args, sentence) => {
    const { status, printed, complaints } = await run(args);

    expect([status, printed]).toEqual([1, []]);
    expect(complaints).toEqual([`${sentence} See npm run burgee -- --help`]);
  });

  it('returns its exit status to the shell, and prints errors only to stderr', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=@burgee/source', 'tools/src/burgee.ts', 'link', PAGE],
      { cwd: join(import.meta.dirname, '../../..'), encoding: 'utf8' },
    );

    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('No flag given. Add --flag <key>=<value>. See npm run burgee -- link --help\n');
  });
});

describe('B.15 burgee link', () => {
  it('requests a link for the given flags, and prints the page with it', async () => {
    const { status, printed, asked } = await run([
      'link',
      `${PAGE}?tag=a%20b&tag=c#top`,
      ...['--flag', 'checkout=on', '--flag', 'plan={"a":"b=c"}', '--flag', 'empty='],
      ...['--environment', 'staging', '--expires', '2h'],
    ]);

    expect(status).toBe(0);
    expect(printed).toEqual([`${PAGE}?tag=a%20b&tag=c&burgee_link=signed%2B.link#top`]);
    expect(asked).toEqual([
      {
        url: 'http://flags.test/trpc/overrides.createLink',
        authorization: 'Bearer secret',
        body: {
          environment: 'staging',
          overrides: [
            { flagKey: 'checkout', value: 'on' },
            { flagKey: 'plan', value: '{"a":"b=c"}' },
            { flagKey: 'empty', value: '' },
          ],
          expiresAt: '2026-11-21T08:00:00.000Z',
        },
      },
    ]);
  });

  it('uses the default environment and expiry, and the given server', async () => {
    const { asked } = await run(['link', PAGE, ...FLAG, '--server', 'https://flags.example/base/']);

    expect(asked).toMatchObject([
      {
        url: 'https://flags.example/base/trpc/overrides.createLink',
        body: { environment: 'development', expiresAt: '2026-11-22T06:00:00.000Z' },
      },
    ]);
  });

  it('prints JSON on request', async () => {
    const { printed } = await run(['link', PAGE, ...FLAG, '--json']);

    expect(JSON.parse(printed.join())).toEqual({
      url: `${PAGE}?burgee_link=signed%2B.link`,
      environment: 'development',
      overrides: [{ flagKey: 'checkout', value: 'on' }],
      expiresAt: '2026-11-22T06:00:00.000Z',
    });
  });

  it('replaces an existing link', async () => {
    const { printed } = await run(['link', `${PAGE}?burgee_link=old&a=1`, ...FLAG]);

    expect(printed).toEqual([`${PAGE}?a=1&burgee_link=signed%2B.link`]);
  });

  it.each([
    [[...FLAG], 'No page given. Add its URL.'],
    [[PAGE, 'b', ...FLAG], 'Unexpected argument "b": give one page.'],
    [['/page', ...FLAG], '"/page" is not a valid URL for the page: it must begin with http:// or https://.'],
    [['javascript:alert(1)', ...FLAG], '"javascript:alert(1)" is not a valid URL for the page:'],
    [[PAGE, ...FLAG, '--server', 'localhost:4000'], '"localhost:4000" is not a valid URL for --server:'],
    [[PAGE], 'No flag given. Add --flag <key>=<value>.'],
    [[PAGE, '--flag', 'checkout'], '--flag checkout: must be <key>=<value>, such as checkout=on.'],
    [[PAGE, '--flag', '=on'], '--flag =on: must be <key>=<value>'],
    [[PAGE, '--flag', 'a b=on'], '--flag a b=on: must be <key>=<value>'],
    [[PAGE, ...FLAG, '--flag', 'checkout=off'], '--flag checkout is given twice. Remove one.'],
    [[PAGE, ...FLAG, '--expires', 'soon'], '--expires soon: must be a duration such as 30m, 2h or 7d.'],
    [[PAGE, ...FLAG, '--expires', '0h'], '--expires 0h: must be a duration'],
    [[PAGE, ...FLAG, '--expires', '31d'], '--expires 31d: is too long; the maximum is 30d.'],
    [[PAGE, ...FLAG, '--environment', 'Not One'], '"Not One" is not a valid environment key.'],
    [[PAGE, ...FLAG, '--flga', 'a=on'], "Unknown option '--flga'. See"],
    [[PAGE, ...FLAG, '--expires'], "Option '--expires <value>' argument missing. See"],
  ])('refuses %j without a request', async (args, sentence) => {
    const { status, printed, complaints, asked } = await run(['link', ...args]);

    expect([status, printed, asked]).toEqual([1, [], []]);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(sentence);
    expect(complaints[0]).not.toContain('\n');
  });

  it('reports what the server refuses, and what to do', async () => {
    const failure = { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' };
    const { status, printed, complaints } = await run(['link', PAGE, ...FLAG], () =>
      Response.json({ error: { message: 'no', code: -32000, data: { failure } } }, { status: 403 }),
    );

    expect([status, printed]).toEqual([1, []]);
    expect(complaints).toEqual([
      expect.stringMatching(/^The server refused: The environment "production" does not permit.*Try it in/),
    ]);
  });

  it.each([
    [
      'is away',
      () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
      'ECONNREFUSED',
    ],
    ['is something else', () => new Response('<html>\n</html>', { status: 404 }), ''],
  ])('reports that the server %s', async (_, respond, reason) => {
    const { status, complaints } = await run(['link', PAGE, ...FLAG], respond);

    expect(status).toBe(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^The server at http:\/\/flags\.test\/ did not respond like Burgee.*--server\.$/);
    expect(complaints[0]).toContain(reason);
  });
});

describe('a duration', () => {
  it.each([
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['30d', MAX_LINK_MS],
    ['0m', undefined],
    ['', undefined],
    ['2', undefined],
    ['-2h', undefined],
    ['1.5h', undefined],
    ['2 h', undefined],
    ['2w', undefined],
    ['99999999d', undefined],
  ])('%j is %j ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});

describe('B.12 burgee audit verify', () => {
  const HEAD = { number: 7, mac: 'a-mac' };
  const answering = (data: object) => () => Response.json({ result: { data } });
  const whole = answering({ status: 'whole', entries: 7, unchained: 0, head: HEAD });
  const broken = { status: 'broken', entries: 2, unchained: 0, head: HEAD, problem: { number: 3, what: 'changed' } };

  it('reports that the trail is intact, and its newest entry', async () => {
    const { status, printed, asked } = await run(['audit', 'verify'], whole);

    expect([status, printed]).toEqual([0, ['The trail is intact: 7 entries. The newest is 7:a-mac']]);
    expect(asked).toMatchObject([{ url: 'http://flags.test/trpc/audit.verify', body: {} }]);
  });

  it('verifies a checkpoint, on the given server', async () => {
    const options = ['--checkpoint', '100:ab_-', '--server', 'https://flags.example'];
    const { asked } = await run(['audit', 'verify', ...options], whole);

    expect(asked).toMatchObject([
      { url: 'https://flags.example/trpc/audit.verify', body: { checkpoint: { number: 100, mac: 'ab_-' } } },
    ]);
  });

  it('reports the first broken entry, and fails', async () => {
    const { status, printed, complaints } = await run(['audit', 'verify'], answering(broken));

    expect([status, printed]).toEqual([1, []]);
    expect(complaints).toEqual([expect.stringMatching(/^The trail is broken: entry 3 was altered/)]);
  });

  it('prints JSON on request, and still fails', async () => {
    const { status, printed } = await run(['audit', 'verify', '--json'], answering(broken));

    expect([status, JSON.parse(printed.join())]).toEqual([1, broken]);
  });

  it('reports how many entries cannot be verified', async () => {
    const old = answering({ status: 'whole', entries: 7, unchained: 3, head: HEAD });

    expect((await run(['audit', 'verify'], old)).printed.join()).toContain('3 older entries are not part of the chain');
  });

  it.each([
    [[], 'Name an action: verify or list.'],
    [['show'], 'Name an action: verify or list.'],
    [['verify', 'now'], 'Unexpected argument "now".'],
    [['verify', '--checkpoint', '100'], '--checkpoint 100: must be <number>:<mac>'],
    [['verify', '--server', 'here'], '"here" is not a valid URL for --server:'],
    [['verify', '--chekpoint', '1:a'], "Unknown option '--chekpoint'. See"],
  ])('refuses %j without a request', async (args, sentence) => {
    const { status, complaints, asked } = await run(['audit', ...args], whole);

    expect([status, asked]).toEqual([1, []]);
    expect(complaints).toEqual([expect.stringContaining(sentence)]);
  });
});

describe('S400.9 burgee audit list', () => {
  const ENTRY = {
    ...{ id: 'x', number: 7, environment: 'production', version: 3, at: '2026-11-21T10:00:00.000Z', actor: 'ada' },
    ...{ action: 'created', subject: 'override', key: 'checkout', overrideType: 'user', target: 'user-1' },
    ...{ reason: 'tries it', before: null, after: null },
  };
  const answering =
    (...items: object[]) =>
    () =>
      Response.json({ result: { data: { items, nextCursor: null } } });

  it('prints a line for each entry, without control characters', async () => {
    const invitation = { ...ENTRY, environment: null, overrideType: null, target: null, reason: null };
    const { status, printed } = await run(
      ['audit', 'list'],
      answering(ENTRY, { ...invitation, number: 6, subject: 'invitation', key: 'e\u001b[2J\nve@example.org' }),
    );

    expect([status, printed.join().split('\n')]).toEqual([
      0,
      [
        '7 2026-11-21T10:00:00.000Z ada created user override checkout for user-1 in production (tries it)',
        '6 2026-11-21T10:00:00.000Z ada created invitation e\ufffd[2J\ufffdve@example.org',
      ],
    ]);
  });

  it('applies the options as filters', async () => {
    const options = ['--environment', 'production', '--flag', 'checkout', '--type', 'user', '--limit', '5'];
    const { printed, asked } = await run(['audit', 'list', ...options], answering());

    expect(printed).toEqual(['No entries.']);
    expect(asked).toMatchObject([
      {
        url: 'http://flags.test/trpc/audit.list',
        body: { environment: 'production', flagKey: 'checkout', type: 'user', limit: 5 },
      },
    ]);
  });

  it('prints JSON on request', async () => {
    const { printed } = await run(['audit', 'list', '--json'], answering(ENTRY));

    expect(JSON.parse(printed.join())).toEqual({ items: [ENTRY], nextCursor: null });
  });

  it.each([
    [['--limit', 'many'], '--limit: '],
    [['--flag', 'no key'], '--flag: '],
    [['--from', 'yesterday'], '--from: '],
    [['--actor'], "Option '--actor <value>' argument missing"],
  ])('refuses %j without a request', async (args, sentence) => {
    const { status, complaints, asked } = await run(['audit', 'list', ...args], answering());

    expect([status, asked]).toEqual([1, []]);
    expect(complaints).toEqual([expect.stringContaining(sentence)]);
  });
});

type Asked = { url: string; authorization: string | null; body: unknown };

/** Runs the command as from a terminal, with a server that signs every link. */
async function run(args: readonly string[], respond: () => Response | Promise<Response> = signed) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const asked: Asked[] = [];
  const world: World = {
    now: () => NOW,
    token: async () => 'secret',
    defaults: { server: 'http://flags.test', environment: 'development' },
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    fetch: async (input, init) => {
      const { url, headers } = new Request(input, init);
      asked.push({ url, authorization: headers.get('Authorization'), body: JSON.parse(init?.body as string) });
      return respond();
    },
  };
  const status = await runBurgee(args, world);
  return { status, printed, complaints, asked };
}

function signed(): Response {
  return Response.json({ result: { data: { link: 'signed+.link' } } });
}
