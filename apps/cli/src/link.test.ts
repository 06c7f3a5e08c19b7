import { MAX_LINK_MS } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { durationMs } from './duration.ts';
import { answering, noServer, refusing, run } from './test-run.ts';

const PAGE = 'https://shop.example/page';
const FLAG = ['--flag', 'checkout=on'];
const signing = { respond: answering({ link: 'signed+.link' }) };

describe('B.15 burgee link', () => {
  it('requests a link for the given flags, and prints the page with it', async () => {
    const { status, printed, asked } = await run(
      [
        'link',
        `${PAGE}?tag=a%20b&tag=c#top`,
        ...['--flag', 'checkout=on', '--flag', 'plan={"a":"b=c"}', '--flag', 'empty='],
        ...['--environment', 'staging', '--expires', '2h'],
      ],
      signing,
    );

    expect(status).toBe(0);
    expect(printed).toEqual([`${PAGE}?tag=a%20b&tag=c&burgee_link=signed%2B.link#top`]);
    expect(asked).toMatchObject([
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
    const { asked } = await run(['link', PAGE, ...FLAG, '--server', 'https://flags.example/base/'], signing);

    expect(asked).toMatchObject([
      {
        url: 'https://flags.example/base/trpc/overrides.createLink',
        body: { environment: 'development', expiresAt: '2026-11-22T06:00:00.000Z' },
      },
    ]);
  });

  it('prints JSON on request', async () => {
    const { printed } = await run(['link', PAGE, ...FLAG, '--json'], signing);

    expect(JSON.parse(printed.join())).toEqual({
      url: `${PAGE}?burgee_link=signed%2B.link`,
      environment: 'development',
      overrides: [{ flagKey: 'checkout', value: 'on' }],
      expiresAt: '2026-11-22T06:00:00.000Z',
    });
  });

  it('replaces an existing link', async () => {
    const { printed } = await run(['link', `${PAGE}?burgee_link=old&a=1`, ...FLAG], signing);

    expect(printed).toEqual([`${PAGE}?a=1&burgee_link=signed%2B.link`]);
  });

  it.each([
    [[...FLAG], "Missing required argument 'page'."],
    [[PAGE, 'b', ...FLAG], "Too many arguments for 'link'. Expected 1 argument but got 2"],
    [['/page', ...FLAG], '"/page" is not a valid URL for the page: it must begin with http:// or https://.'],
    [['javascript:alert(1)', ...FLAG], '"javascript:alert(1)" is not a valid URL for the page:'],
    [[PAGE, ...FLAG, '--server', 'localhost:4000'], '"localhost:4000" is not a valid URL for --url:'],
    [[PAGE], 'No flag given. Add --flag <key>=<value>.'],
    [[PAGE, '--flag', 'checkout'], '--flag checkout: must be <key>=<value>, such as checkout=on.'],
    [[PAGE, '--flag', '=on'], '--flag =on: must be <key>=<value>'],
    [[PAGE, '--flag', 'a b=on'], '--flag a b=on: must be <key>=<value>'],
    [[PAGE, ...FLAG, '--flag', 'checkout=off'], '--flag checkout is given twice. Remove one.'],
    [[PAGE, ...FLAG, '--expires', 'soon'], '--expires soon: must be a duration such as 30m, 2h or 7d.'],
    [[PAGE, ...FLAG, '--expires', '0h'], '--expires 0h: must be a duration'],
    [[PAGE, ...FLAG, '--expires', '31d'], '--expires 31d: is too long; the maximum is 30d.'],
    [[PAGE, ...FLAG, '--environment', 'Not One'], '"Not One" is not a valid environment key: use 1 to 20'],
    [[PAGE, ...FLAG, '--flga', 'a=on'], "Unknown option '--flga'. Did you mean --flag?"],
    [[PAGE, ...FLAG, '--expires'], "Option '--expires <duration>' argument missing."],
    [
      [PAGE, ...FLAG, '--key', 'a', '--token', 'b'],
      "Option '--key <key>' cannot be used with option '--token <token>'.",
    ],
  ])('refuses %j without a request', async (args, sentence) => {
    const { status, printed, complaints, asked } = await run(['link', ...args], signing);

    expect([status, printed, asked]).toEqual([2, [], []]);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(sentence);
    expect(complaints[0]).not.toContain('\n');
  });

  it('reports what the server refuses, and what to do', async () => {
    const failure = { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' };
    const { status, printed, complaints } = await run(['link', PAGE, ...FLAG], { respond: refusing(failure) });

    expect([status, printed]).toEqual([1, []]);
    expect(complaints).toEqual([
      expect.stringMatching(/^The server refused: The environment "production" does not permit.*Try it in/),
    ]);
  });

  it.each([
    ['is away', noServer, 'ECONNREFUSED'],
    ['is something else', () => new Response('<html>\n</html>', { status: 404 }), ''],
  ])('reports that the server %s', async (_, respond, reason) => {
    const { status, complaints } = await run(['link', PAGE, ...FLAG], { respond });

    expect(status).toBe(3);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^The server at http:\/\/flags\.test\/ did not respond like Burgee.*--url\.$/);
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
