import { EXAMPLE_IDS, EXAMPLE_LINKS, EXAMPLE_WORLD, type ExampleStep } from '@burgee/api';
import { HOUR_MS } from '@burgee/contracts';
import { createDatabase, NOW, runSql, startDatabaseClock } from '@burgee/testing';
import { inject } from 'vitest';
import { createUnseededDatabase } from './test-databases.ts';
import { startTestServer, type TestServer } from './test-server.ts';

type Ids = Readonly<Record<keyof typeof EXAMPLE_IDS, string>>;

/** A database with everything that the examples of use cases name, and the ids that this has there. */
export type ExampleWorld = { readonly database: string; readonly ids: Ids };

const ENVIRONMENTS = `insert into environments (key, name, permits_session_overrides, created_at)
  values ('production', 'Production', false, $1), ('development', 'Development', true, $1)`;

/** Creates the world over HTTP, in a database to be copied. */
export async function createExampleWorld(): Promise<ExampleWorld> {
  const databaseUrl = await createUnseededDatabase();
  await runSql(databaseUrl, ENVIRONMENTS, [new Date(NOW)]);
  await using world = await startExampleServer(databaseUrl);
  const ids = new Map<string, string>();
  const tokens = new Map<string, string>();
  for (const step of EXAMPLE_WORLD) {
    const result = await world.take(step, tokens);
    const { email } = step.input as { readonly email?: string };
    if (email !== undefined && result.token !== undefined) tokens.set(email, result.token);
    if (step.id) ids.set(step.id, String(result.id ?? result.key?.id ?? result.invitation?.id));
  }
  const entries = Object.keys(EXAMPLE_IDS).map((name) => [name, String(ids.get(name))]);
  return { database: new URL(databaseUrl).pathname.slice(1), ids: Object.fromEntries(entries) as Ids };
}

type Result = {
  readonly id?: unknown;
  readonly token?: string;
  readonly key?: { readonly id: unknown };
  readonly invitation?: { readonly id: unknown };
};

/** A server at the time of the examples. */
export type ExampleServer = Pick<TestServer, 'url' | typeof Symbol.asyncDispose> & {
  /** Sends a request as an admin, or as someone without an account. */
  request(
    path: string,
    options: { readonly method?: string; readonly body?: unknown; readonly isAnonymous?: true },
  ): ReturnType<TestServer['request']>;
  /** Takes a step through tRPC. @param tokens of invitations, by email address. */
  take(step: ExampleStep, tokens?: ReadonlyMap<string, string>): Promise<Result>;
};

/** Ids and secrets are counted over all servers, because they share rows of the world, and lists are sorted by ids. */
let count = 0;
const counted = (text: string, digits: number) => `${text}${(++count).toString(16).padStart(digits, '0')}`;

async function startExampleServer(databaseUrl: string): Promise<ExampleServer> {
  let secret: string | undefined;
  const clock = await startDatabaseClock(databaseUrl);
  await clock.set(NOW);
  const burgee = await startTestServer({
    databaseUrl,
    aheadMs: NOW - new Date().getTime(),
    random: () => 0.5,
    settings: { BURGEE_ENVIRONMENT: 'production', DEMO: 'false' },
    newId: () => counted('00000000-0000-4000-8000-', 12),
    newSecret: () => secret ?? counted('secret-of-the-example-', 21),
  });
  const token = await burgee.server.tokens.issue('admin@example.org', 'admin', new Date(NOW + HOUR_MS));
  const request: ExampleServer['request'] = (path, { isAnonymous, ...options }) =>
    burgee.request(path, { ...options, ...(!isAnonymous && { headers: { Authorization: `Bearer ${token}` } }) });
  return {
    ...{ url: burgee.url, request },
    take: async (step, tokens) => {
      const { name, input, invited } = step;
      secret = step.secret;
      const body = invited === undefined ? input : { ...input, token: tokens?.get(invited) };
      const answer = await request(`/trpc/${name}`, { body, ...(invited !== undefined && { isAnonymous: true }) });
      secret = undefined;
      if (answer.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer.body)}`);
      return Object((answer.body as { result: { data: unknown } }).result.data) as Result;
    },
    [Symbol.asyncDispose]: async () => {
      await burgee[Symbol.asyncDispose]();
      await clock[Symbol.asyncDispose]();
    },
  };
}

/** Starts a server on a copy of the world, with the link that the example of a use case uses. */
export async function openExampleWorld({ database, ids }: ExampleWorld, name: string): Promise<ExampleServer> {
  const server = await startExampleServer(await createDatabase(inject('postgresUrl'), database));
  const link = EXAMPLE_LINKS.get(name);
  if (link) await server.take(link(ids));
  return server;
}
