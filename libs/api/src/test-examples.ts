import { actorOfPerson } from '@burgee/contracts';
import { createDatabase } from '@burgee/testing';
import { inject } from 'vitest';
import { AGENT_CASES } from './agent/use-cases.ts';
import { callUseCase } from './call-use-case.ts';
import { EXAMPLE_IDS } from './example-ids.ts';
import { EXAMPLE_LINKS, EXAMPLE_WORLD, type ExampleStep } from './example-world.ts';
import { sessionOf, startTestApi, type TestApi } from './test-services.ts';
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

async function startExampleApi(url?: string): Promise<ExampleApi> {
  const { newId, newSecret, next } = predictable(url ? '9000' : '8000');
  return Object.assign(await startTestApi({ ...(url && { url }), newId, newSecret }), { next });
}

/** Returns the name of a database with everything that the examples name. */
export async function createExampleWorld(): Promise<string> {
  await using api = await startExampleApi();
  const tokens = new Map<string, string>();
  for (const step of EXAMPLE_WORLD) {
    const { token } = (await take(step, tokens, api)) as { readonly token?: string };
    const { email } = step.input as { readonly email?: string };
    if (email !== undefined && token !== undefined) tokens.set(email, token);
  }
  await api.services.overrides.ready();
  return new URL(api.url).pathname.slice(1);
}

async function take(step: ExampleStep, tokens: ReadonlyMap<string, string>, api: ExampleApi): Promise<object> {
  const { name, input, id, secret, invited } = step;
  api.next(id && EXAMPLE_IDS[id], secret);
  const given = invited === undefined ? input : { ...input, token: tokens.get(invited) };
  return Object(await callByName(api, name, given, invited === undefined ? api.as('admin') : api.anonymous)) as object;
}

/** Starts the API on a copy of the world, with the link that an example uses. */
export async function openExampleWorld(world: string, useCase?: UseCase): Promise<ExampleApi> {
  const api = await startExampleApi(await createDatabase(inject('postgresUrl'), world));
  const link = EXAMPLE_LINKS.get(useCase?.name ?? '');
  if (link) await take(link(EXAMPLE_IDS), new Map(), api);
  return api;
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
