import { describe, expect, it } from 'vitest';
import { answering, run } from './test-run.ts';

describe('B.12 burgee audit verify', () => {
  const HEAD = { number: 7, mac: 'a-mac' };
  const whole = { respond: answering({ status: 'whole', entries: 7, unchained: 0, head: HEAD }) };
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
    const { status, printed, complaints } = await run(['audit', 'verify'], { respond: answering(broken) });

    expect([status, printed]).toEqual([1, []]);
    expect(complaints).toEqual([expect.stringMatching(/^The trail is broken: entry 3 was altered/)]);
  });

  it('prints JSON on request, and still fails', async () => {
    const { status, printed } = await run(['audit', 'verify', '--json'], { respond: answering(broken) });

    expect([status, JSON.parse(printed.join())]).toEqual([1, broken]);
  });

  it('reports how many entries cannot be verified', async () => {
    const old = { respond: answering({ status: 'whole', entries: 7, unchained: 3, head: HEAD }) };

    expect((await run(['audit', 'verify'], old)).printed.join()).toContain('3 older entries are not part of the chain');
  });

  it.each([
    [[], 'No command given. Commands: verify, list, actor-name.'],
    [['lsit'], "Unknown command 'lsit'. Did you mean list?"],
    [['verify', 'now'], "Too many arguments for 'verify'. Expected 0 arguments but got 1"],
    [['verify', '--checkpoint', '100'], '--checkpoint 100: must be <number>:<mac>'],
    [['verify', '--server', 'here'], '"here" is not a valid URL for --url:'],
    [['verify', '--chekpoint', '1:a'], "Unknown option '--chekpoint'. Did you mean --checkpoint?"],
  ])('refuses %j without a request', async (args, sentence) => {
    const { status, complaints, asked } = await run(['audit', ...args], whole);

    expect([status, asked]).toEqual([2, []]);
    expect(complaints).toEqual([expect.stringContaining(sentence)]);
  });
});

describe('S400.9 burgee audit list', () => {
  const ENTRY = {
    ...{ id: 'x', number: 7, environment: 'production', version: 3, at: '2026-11-21T10:00:00.000Z', actor: 'ada' },
    ...{ action: 'created', subject: 'override', key: 'checkout', overrideType: 'user', target: 'user-1' },
    ...{ reason: 'tries it', before: null, after: null },
  };
  const listing = (...items: object[]) => ({ respond: answering({ items, nextCursor: null }) });

  it('prints a line for each entry, without control characters', async () => {
    const invitation = { ...ENTRY, environment: null, overrideType: null, target: null, reason: null };
    const { status, printed } = await run(
      ['audit', 'list'],
      listing(ENTRY, { ...invitation, number: 6, subject: 'invitation', key: 'e\u001b[2J\nve@example.org' }),
    );

    expect([status, printed.join().split('\n')]).toEqual([
      0,
      [
        '7 2026-11-21T10:00:00.000Z ada created user override checkout for user-1 in production (tries it)',
        '6 2026-11-21T10:00:00.000Z ada created invitation e\ufffd[2J\ufffdve@example.org',
      ],
    ]);
  });

  it('14.4 names the program of an agent', async () => {
    const { printed } = await run(['audit', 'list'], listing({ ...ENTRY, via: 'mcp', client: 'helper/1.0' }));

    expect(printed.join()).toContain('ada via mcp (helper/1.0) created user override checkout');
  });

  it('applies the options as filters', async () => {
    const options = ['--environment', 'production', '--flag', 'checkout', '--type', 'user', '--limit', '5'];
    const { printed, asked } = await run(['audit', 'list', ...options], listing());

    expect(printed).toEqual(['No entries.']);
    expect(asked).toMatchObject([
      {
        url: 'http://flags.test/trpc/audit.list',
        body: { environment: 'production', flagKey: 'checkout', type: 'user', limit: 5 },
      },
    ]);
  });

  it('prints JSON on request', async () => {
    const { printed } = await run(['audit', 'list', '--json'], listing(ENTRY));

    expect(JSON.parse(printed.join())).toEqual({ items: [ENTRY], nextCursor: null });
  });

  it.each([
    [['--limit', 'many'], '--limit: '],
    [['--flag', 'no key'], '--flag: '],
    [['--from', 'yesterday'], '--from: '],
    [['--actor'], "Option '--actor <name>' argument missing"],
  ])('refuses %j without a request', async (args, sentence) => {
    const { status, complaints, asked } = await run(['audit', 'list', ...args], listing());

    expect([status, asked]).toEqual([2, []]);
    expect(complaints).toEqual([expect.stringContaining(sentence)]);
  });
});
