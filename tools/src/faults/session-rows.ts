import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ask } from './http.ts';
import type { Outcome, Row } from './row.ts';
import { connect } from './streams.ts';
import type { World } from './world.ts';

/** Streams of people and tokens that lose their rights while the stream is open. */

const PASSWORD = 'plum harbor violet 47';
const ENDED = { 'stream ended after': { atMost: 5_000, unit: 'ms' } } as const;
const STREAM = '/trpc/environments.changes';

type Member = { readonly id: string; readonly email: string; readonly headers: Readonly<Record<string, string>> };

let members = 0;

/** Creates a person who was invited, joined and signed in. */
async function signIn(world: World): Promise<Member> {
  members += 1;
  const email = `member-${members}@example.org`;
  const invited = await callProcedure(world, 'people.invite', { email, role: 'editor' }, await world.token('admin'));
  const token = (invited as { token: string }).token;
  const joined = (await callProcedure(world, 'session.join', { token, name: 'Member', password: PASSWORD })) as {
    id: string;
  };
  const origin = world.first.url;
  const answer = await ask(`${origin}/api/auth/sign-in/email`, {
    headers: { Origin: origin },
    body: { email, password: PASSWORD },
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  if (answer.status !== 200) throw new Error(`signing in got ${answer.status} ${JSON.stringify(answer.body)}`);
  return { id: joined.id, email, headers: { Origin: origin, Cookie: cookies.join('; ') } };
}

async function callProcedure(world: World, procedure: string, input: unknown, token?: string): Promise<unknown> {
  const answer = await ask(`${world.first.url}/trpc/${procedure}`, { body: input, ...(token && { token }) });
  if (answer.status !== 200) throw new Error(`${procedure} got ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body as { result: { data: unknown } }).result.data;
}

/** Opens a stream, revokes the right to it, and waits for its end. */
async function loseRight(world: World, revoke: (member: Member) => Promise<unknown>): Promise<Outcome> {
  const member = await signIn(world);
  const response = await connect(world.first.url + STREAM, member.headers);
  if (response?.statusCode !== 200) return { worst: {}, violations: [`the stream began with ${response?.statusCode}`] };
  response.resume();
  const ended = once(response, 'close');
  await revoke(member);
  const revokedAt = performance.now();
  const endedAfter = await Promise.race([ended.then(() => performance.now() - revokedAt), pause(12_000, NaN)]);
  response.destroy();
  return { worst: { 'stream ended after': endedAfter }, violations: [] };
}

async function accepted(answer: Promise<Answer>): Promise<void> {
  const { status, body } = await answer;
  if (status !== 200) throw new Error(`revoking the right got ${status} ${JSON.stringify(body)}`);
}

/** A token that expires must not keep its stream. */
async function outliveToken(world: World): Promise<Outcome> {
  const token = await world.token('leaver', 'viewer', '3s');
  const expiresAt = performance.now() + 3_000;
  const response = await connect(world.first.url + STREAM, { Authorization: `Bearer ${token}` });
  if (response?.statusCode !== 200) return { worst: {}, violations: [`the stream began with ${response?.statusCode}`] };
  response.resume();
  // The stream may end a moment early, since tokens expire at whole seconds.
  const ended = once(response, 'close').then(() => Math.max(0, performance.now() - expiresAt));
  const endedAfter = await Promise.race([ended, pause(18_000, NaN)]);
  response.destroy();
  return { worst: { 'stream ended after': endedAfter }, violations: [] };
}

const stream = { group: 'Streams', promise: 'A1', limits: ENDED, isInCi: false } as const;

export const sessionRows: readonly Row[] = [
  {
    ...stream,
    id: 'stream-after-sign-out',
    title: 'A person signs out while their stream is open',
    run: (world) =>
      loseRight(world, ({ headers }) => accepted(ask(`${world.first.url}/api/auth/sign-out`, { headers, body: {} }))),
  },
  {
    ...stream,
    id: 'stream-after-disabling',
    title: 'A person is disabled on the other server while their stream is open',
    run: (world) =>
      loseRight(world, async ({ id }) => {
        const token = await world.token('admin');
        await accepted(ask(`${world.second.url}/trpc/people.disable`, { token, body: { id } }));
      }),
  },
  {
    ...stream,
    id: 'stream-after-password-change',
    title: 'A person changes their password in another browser while their stream is open',
    run: (world) => loseRight(world, (member) => changePassword(world, member)),
  },
  {
    ...stream,
    id: 'stream-after-expiry',
    title: 'A token expires while its stream is open',
    isInCi: true,
    run: outliveToken,
  },
];

/** Signs in separately, because the session that changes the password stays valid. */
async function changePassword({ first }: World, { email }: Member): Promise<void> {
  const headers = { Origin: first.url };
  const signedIn = await ask(`${first.url}/api/auth/sign-in/email`, { headers, body: { email, password: PASSWORD } });
  const cookies = signedIn.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  await accepted(
    ask(`${first.url}/api/auth/change-password`, {
      headers: { ...headers, Cookie: cookies.join('; ') },
      body: { currentPassword: PASSWORD, newPassword: `${PASSWORD} again` },
    }),
  );
}
