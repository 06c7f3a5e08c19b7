import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommands, type TestCommands } from '../test-commands.ts';
import { noServer, run } from '../test-run.ts';

const PASSWORD = 'a walk along the river';
const NONE = { BURGEE_URL: undefined, BURGEE_TOKEN: undefined };

let cli: TestCommands;
/** The cookie of a signed-in editor. */
let cookie: string;
beforeAll(async () => {
  cli = await startCommands();
  const { api } = cli.server;
  const { token } = await api.people.invite.mutate({ email: 'grace@example.org', role: 'editor' });
  await api.session.join.mutate({ token, name: 'Grace', password: PASSWORD });
  const { headers } = await ask('/api/auth/sign-in/email', { email: 'grace@example.org', password: PASSWORD });
  cookie = headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
});
afterAll(() => cli[Symbol.asyncDispose]());

/** Sends what a page of the admin app sends. */
function ask(path: string, body: object): Promise<Response> {
  const { url } = cli.server;
  const headers = { 'Content-Type': 'application/json', Origin: url, ...(cookie && { Cookie: cookie }) };
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** The address of a request, as the command sends it. */
const addressIn = (input: Parameters<typeof fetch>[0]) => (typeof input === 'string' ? input : '');

type Decide = (userCode: string) => Promise<unknown>;
const approve: Decide = (userCode) => ask('/trpc/session.approveLogin', { userCode, role: 'editor' });
const deny: Decide = (userCode) => ask('/trpc/session.denyLogin', { userCode });

/** Runs `burgee login`. A person decides while it waits for the second time. */
async function login(args: readonly string[], decide: Decide, surroundings: Parameters<typeof run>[1] = {}) {
  let userCode = '';
  const pauses: number[] = [];
  const outcome = await cli.burgee(['login', '--url', cli.server.url, ...args], {
    settings: NONE,
    typed: [],
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (addressIn(input).endsWith('/api/logins'))
        userCode = ((await response.clone().json()) as typeof started).userCode;
      return response;
    },
    wait: async (ms) => {
      if (pauses.push(ms) === 2) await decide(userCode);
    },
    ...surroundings,
  });
  return { ...outcome, userCode, pauses };
}
const started = { userCode: '' };

describe('14.3 burgee login without a key', () => {
  const file = (name: string) => join(cli.folder, `${name}.json`);

  it('prints a link and a code, waits for a person, and stores the key for its owner only', async () => {
    const { status, printed, complaints, userCode, pauses } = await login([], approve);

    expect([status, printed, pauses]).toEqual([0, ['CLI on laptop: editor'], [5_000, 5_000]]);
    expect(complaints[0]).toContain(`\n  ${cli.server.url}/admin/approve-login?code=${userCode}\n`);
    expect(complaints[1]).toContain(`Compare the code first: ${userCode}. It is valid for `);
    expect(complaints[2]).toBe('Approved by grace@example.org.');
    expect((await stat(file('default'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file('default'), 'utf8'))).toMatchObject({ key: expect.stringMatching(/^adm_/) });
    expect(await cli.burgee(['whoami'], { settings: NONE })).toMatchObject({
      printed: [`CLI on laptop: editor\n${cli.server.url}/`],
    });
  });

  it('prints the session as JSON, and the link elsewhere', async () => {
    const args = ['--json', '--device', '--profile', 'ci'];
    const { status, printed } = await login(args, approve, { typed: undefined, host: '\u001b[31m' });
    expect([status, JSON.parse(printed.join())]).toEqual([0, expect.objectContaining({ name: 'CLI on [31m' })]);
  });

  it('stores nothing if the person denies it', async () => {
    const { status, complaints, fixes } = await login(['--profile', 'denied'], deny);
    expect([status, complaints.at(-1)]).toEqual([4, 'The login was denied.']);
    expect(fixes).toEqual([`burgee login --url ${cli.server.url}/`]);
    await expect(stat(file('denied'))).rejects.toThrow('ENOENT');
  });

  it('ends when it is interrupted', async () => {
    const interruption = new AbortController();
    const wait = async () => interruption.abort();
    const { status, complaints } = await login([], approve, { signal: interruption.signal, wait });
    expect([status, complaints.at(-1)]).toEqual([1, 'Interrupted: nothing was stored.']);
  });

  it('survives that the server is away for a while', async () => {
    let polls = 0;
    const away: typeof fetch = (input, init) =>
      addressIn(input).endsWith('/poll') && ++polls === 1 ? noServer() : fetch(input, init);
    const interruption = new AbortController();
    const wait = async () => void (polls === 2 && interruption.abort());
    const { complaints } = await login([], approve, {
      fetch: away,
      wait,
      signal: interruption.signal,
      now: Date.now(),
    });
    expect([polls, complaints.at(-1)]).toEqual([2, 'Interrupted: nothing was stored.']);
  });

  it('shows no control characters of the server', async () => {
    const begun = { deviceCode: 'x', userCode: '\u001b[2J', expiresAt: '2026-11-21T05:00:00.000Z', intervalSec: 5 };
    const session = { name: 'CLI on laptop', role: 'viewer', roles: {}, reach: null };
    const granted = { status: 'granted', secret: 'adm_x', session, approvedBy: '\u001b[2J' };
    const respond = (url: URL) => Response.json(url.pathname === '/api/logins' ? begun : granted);
    const { complaints } = await cli.burgee(['login', '--device', '--profile', 'hostile'], {
      fetch: async (input) => respond(new URL(addressIn(input))),
      settings: NONE,
    });
    expect(complaints.length).toBeGreaterThan(2);
    expect(complaints.join('')).not.toContain('\u001b');
  });

  it.each(['--key', '--token'])('refuses --role with %s, which has its own role', async (option) => {
    expect(await run(['login', '--role', 'viewer', option, 'adm_x'])).toMatchObject({ status: 2 });
  });

  it('reports a code that has expired, and a server that is away too long', async () => {
    const expiresAt = '2026-11-21T05:00:00.000Z';
    const begun = { deviceCode: 'x', userCode: 'BCDF-GHJK', expiresAt, intervalSec: 5 };
    const problem = { code: 'LOGIN_NOT_VALID', title: 'This code has expired.' };
    const answers = (poll: () => Promise<Response>) => (url: URL) =>
      url.pathname === '/api/logins' ? Response.json(begun) : poll();
    const expired = async () => Response.json(problem, { status: 404 });
    const line = ['login', '--device', '--role', 'viewer'];
    const { status, fixes, asked } = await run(line, { respond: answers(expired) });
    expect([status, fixes]).toEqual([1, ['burgee login --url http://flags.test/']]);
    expect(asked[0]?.body).toEqual({ host: 'laptop', role: 'viewer' });
    expect(await run(line, { respond: answers(noServer) })).toMatchObject({ status: 3 });
  });
});
