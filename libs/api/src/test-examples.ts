import { actorOfPerson } from '@burgee/contracts';
import { createDatabase, NOW, runSql } from '@burgee/testing';
import { inject } from 'vitest';
import { AGENT_CASES } from './agent/use-cases.ts';
import { callUseCase } from './call-use-case.ts';
import { EXAMPLE_IDS } from './example-ids.ts';
import { EXAMPLE_LINKS, EXAMPLE_WORLD, type ExampleStep } from './example-world.ts';
import { connectInTime, sessionOf, startTestApi, type TestApi, type TestConnections } from './test-services.ts';
import type { UseCase } from './use-case.ts';

/** Ids and secrets are counted, except the next one if it was set. @param series keeps those of a copy apart. */
function predictable(series: string) {
  let count = 0;
  let nextId: string | undefined;
  let nextSecret: string | undefined;
  const counted = () => (++count).toString(16).padStart(12, '0');
  return {
    newId: () => {
      const id = nextId ?? `00000000-0000-4000-${series}-${counted()}`;
      nextId = undefined;
      return id;
    },
    newSecret: () => {
      const secret = nextSecret ?? `secret-of-the-example-${counted()}`.padEnd(43, 'x');
      nextSecret = undefined;
      return secret;
    },
    next: (id: string | undefined, secret?: string) => ([nextId, nextSecret] = [id, secret]),
  };
}

type ExampleApi = TestApi & { next(id: string | undefined, secret?: string): unknown };

async function startExampleApi(connections?: TestConnections): Promise<ExampleApi> {
  const { newId, newSecret, next } = predictable(connections ? '9000' : '8000');
  return Object.assign(await startTestApi({ ...(connections && { connections }), newId, newSecret }), { next });
}

/** Everything that the examples name. */
export type ExampleWorld = AsyncDisposable & {
  /** Starts the API on a copy of the world, with the link that an example uses. Disposing takes its changes back. */
  open(useCase?: UseCase): Promise<ExampleApi>;
};

export async function createExampleWorld(): Promise<ExampleWorld> {
  const template = await createTemplate();
  /** Restoring a copy takes a tenth of the time of creating and connecting to another one. */
  const free: TestConnections[] = [];

  async function open(useCase?: UseCase): Promise<ExampleApi> {
    const connections = free.pop() ?? (await connectInTime(await createDatabase(inject('postgresUrl'), template)));
    const api = await startExampleApi(connections);
    const link = EXAMPLE_LINKS.get(useCase?.name ?? '');
    if (link) await take(link(EXAMPLE_IDS), new Map(), api);
    return {
      ...api,
      [Symbol.asyncDispose]: async () => {
        await api[Symbol.asyncDispose]();
        await restore(connections);
        free.push(connections);
      },
    };
  }

  return {
    open,
    [Symbol.asyncDispose]: async () => {
      for (const connections of free) await connections[Symbol.asyncDispose]();
    },
  };
}

/** Returns the name of a database with the world, and with a second copy of each table in the schema `saved`. */
async function createTemplate(): Promise<string> {
  await using api = await startExampleApi();
  const tokens = new Map<string, string>();
  for (const step of EXAMPLE_WORLD) {
    const { token } = (await take(step, tokens, api)) as { readonly token?: string };
    const { email } = step.input as { readonly email?: string };
    if (email !== undefined && token !== undefined) tokens.set(email, token);
  }
  await api.services.overrides.ready();
  await runSql(api.url, 'create schema saved');
  for (const table of await tablesOf(api)) await runSql(api.url, `create table saved.${table} as table ${table}`);
  return new URL(api.url).pathname.slice(1);
}

async function restore(connections: TestConnections): Promise<void> {
  connections.time.now = NOW;
  connections.time.aheadMs = 0;
  const tables = await tablesOf({ services: connections });
  // Without triggers, and so without foreign keys.
  const statements = tables.map((table) => `delete from ${table}; insert into ${table} select * from saved.${table};`);
  await runSql(connections.url, `set session_replication_role = replica; ${statements.join(' ')}`);
}

async function tablesOf({ services }: { readonly services: Pick<TestConnections, 'database'> }): Promise<string[]> {
  const rows: { name: string }[] = await services.database.read((em) =>
    em.execute(`select table_name as name from information_schema.tables where table_schema = 'public'`),
  );
  return rows.map(({ name }) => name);
}

async function take(step: ExampleStep, tokens: ReadonlyMap<string, string>, api: ExampleApi): Promise<object> {
  const { name, input, id, secret, invited } = step;
  api.next(id && EXAMPLE_IDS[id], secret);
  const given = invited === undefined ? input : { ...input, token: tokens.get(invited) };
  return Object(await callByName(api, name, given, invited === undefined ? api.as('admin') : api.anonymous)) as object;
}

/** Lets Git manage every flag and its lasting overrides. */
export async function manageAllFlags({ services }: TestApi): Promise<void> {
  const by = JSON.stringify({ kind: 'git', source: 'https://github.com/acme/flags', overrides: true });
  await services.database.write((em) => em.execute('update feature_flags set managed_by = ?', [by]));
}

/** Only people who have signed in decide about logins. */
const FOR_PEOPLE = ['session.waitingLogin', 'session.approveLogin', 'session.denyLogin'];

function callerOf(api: TestApi, name: string): unknown {
  return FOR_PEOPLE.includes(name)
    ? api.withRole('admin', { actor: actorOfPerson(EXAMPLE_IDS.person) })
    : api.as('admin');
}

/** Calls a procedure, or what only agents have, by its name, as an admin by default. */
export async function callByName(
  api: TestApi,
  name: string,
  input: unknown,
  caller: unknown = callerOf(api, name),
): Promise<unknown> {
  const agentCase = AGENT_CASES.find((useCase) => useCase.name === name);
  if (agentCase) {
    const request = {
      services: api.services,
      caller: { session: sessionOf('admin') },
      agent: { client: 'example/1.0' },
    };
    return callUseCase(agentCase, request, { raw: input, operation: name });
  }
  const [group = '', procedure = ''] = name.split('.');
  const procedures = caller as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  return procedures[group]?.[procedure]?.(input);
}
