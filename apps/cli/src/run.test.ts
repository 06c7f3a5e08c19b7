import { describe, expect, it } from 'vitest';
import { answering, noServer, refusing, run } from './test-run.ts';

describe('burgee', () => {
  it.each(['--help', '-h', 'help'])('lists the commands with %s', async (help) => {
    const { status, printed, complaints, asked } = await run([help]);

    expect([status, complaints, asked]).toEqual([0, [], []]);
    await expect(`${printed.join('\n')}\n`).toMatchFileSnapshot('help/burgee.txt');
  });

  it.each(['--version', '-V'])('prints its version with %s', async (option) => {
    expect(await run([option])).toMatchObject({ status: 0, printed: ['1.2.3'] });
  });

  it.each([
    ['link', '--help'],
    ['link', 'https://shop.example/', '-h'],
    ['help', 'link'],
  ])('prints the help of a command with "%s %s"', async (...args) => {
    const { status, printed, complaints } = await run(args);

    expect([status, complaints]).toEqual([0, []]);
    expect(printed).toEqual([expect.stringMatching(/^Examples:\n {2}burgee link .*\n\nUsage: burgee link \[/s)]);
  });

  it.each(['audit verify', 'audit list', 'types'])('has examples first in the help of %s', async (command) => {
    const { printed } = await run([...command.split(' '), '--help']);

    expect(printed.join()).toMatch(
      new RegExp(`^Examples:\\n  burgee ${command} .*\\n\\nUsage: burgee ${command} `, 's'),
    );
    expect(
      printed
        .join()
        .split('\n')
        .filter((line) => line.length > 100),
    ).toEqual([]);
  });

  it.each([
    [[], expect.stringMatching(/^No command given\. Commands: flags, .*types.*\.$/), 'burgee --help'],
    [['lnik'], "Unknown command 'lnik'. Did you mean link?", 'burgee link'],
    [['constructor'], "Unknown command 'constructor'.", 'burgee --help'],
    [['--json'], "Unknown option '--json'.", 'burgee --help'],
  ])('14.3 refuses %j in one line, and a line with the command that fixes it', async (args, sentence, fix) => {
    const { status, printed, complaints, fixes } = await run(args);

    expect([status, printed]).toEqual([2, []]);
    expect([complaints, fixes]).toEqual([[sentence], [fix]]);
  });
});

describe('the exit status of burgee', () => {
  const LINK = ['link', 'https://shop.example/', '--flag', 'a=on'];

  it.each([
    [0, 'the command succeeds', answering({ link: 'x' })],
    [1, 'the server refuses', refusing({ code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' } as never)],
    [
      2,
      'the environment is unknown',
      refusing({ code: 'ENVIRONMENT_NOT_FOUND', environment: 'a', existing: ['b'] } as never),
    ],
    [1, 'the server refuses for a reason that is not known', refusing({ code: 'LATER' })],
    [3, 'no server answers', noServer],
    [3, 'the database is away', refusing({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 1 } as never)],
    [3, 'another server answers', () => new Response('<html></html>')],
    [4, 'the token is invalid', refusing({ code: 'UNAUTHENTICATED', problem: 'invalid' } as never)],
    [
      4,
      'the role is too low',
      refusing({ code: 'FORBIDDEN', needs: 'editor', has: 'viewer', environment: 'a' } as never),
    ],
  ])('is %d if %s', async (expected, _, respond) => {
    const { status, complaints } = await run(LINK, { respond });

    expect([status, complaints.length]).toEqual([expected, expected === 0 ? 0 : 1]);
    for (const complaint of complaints) expect(complaint).not.toContain('\n');
  });
});

it.each([
  ['no server answers', noServer, 'burgee doctor --url http://flags.test/'],
  [
    'the token is invalid',
    refusing({ code: 'UNAUTHENTICATED', problem: 'invalid' } as never),
    'burgee login --url http://flags.test/',
  ],
  [
    'the role is too low',
    refusing({ code: 'FORBIDDEN', needs: 'editor', has: 'viewer', environment: 'a' } as never),
    'burgee whoami',
  ],
])('14.3 an error names the command that fixes it if %s', async (_, respond, fix) => {
  const { fixes } = await run(['link', 'https://shop.example/', '--flag', 'a=on'], { respond });
  expect(fixes).toEqual([fix]);
});

describe('the credential of burgee', () => {
  it.each([
    [['--token', 'a'], { BURGEE_TOKEN: 'b', BURGEE_KEY: 'c' }, 'Bearer a'],
    [['--key', 'a'], { BURGEE_TOKEN: 'b', BURGEE_KEY: 'c' }, 'Bearer a'],
    [[], { BURGEE_TOKEN: 'b', BURGEE_KEY: 'c' }, 'Bearer b'],
    [[], { BURGEE_TOKEN: undefined, BURGEE_KEY: 'c' }, 'Bearer c'],
    [[], { BURGEE_TOKEN: undefined }, null],
  ])('with %j and %j is %j', async (options, settings, authorization) => {
    const respond = answering({ link: 'x' });
    const { asked } = await run(['link', 'https://a.example', '--flag', 'a=on', ...options], { respond, settings });

    expect(asked).toMatchObject([{ authorization }]);
  });
});
