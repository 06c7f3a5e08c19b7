import { rolloutOf } from '@burgee/contracts';
import { createDatabase } from '@burgee/testing';
import { inject } from 'vitest';
import { AGENT_CASES } from './agent/use-cases.ts';
import { callUseCase } from './call-use-case.ts';
import { EXAMPLE_EXPIRY, EXAMPLE_IDS, EXAMPLE_LINK } from './example-ids.ts';
import { sessionOf, startTestApi, type TestApi } from './test-services.ts';
import type { UseCase } from './use-case.ts';

const environment = 'production';
const checkout = { environment, flagKey: 'new-checkout' };
const color = { environment, flagKey: 'checkout-color' };

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
  const admin = api.as('admin');
  const rollout = rolloutOf(25);
  await admin.flags.create({ environment, key: 'new-checkout', tags: ['checkout'], enabled: true, rollout });
  await admin.flags.create({
    environment,
    key: 'checkout-color',
    type: 'string',
    variants: [
      { key: 'blue', value: 'blue' },
      { key: 'green', value: 'green' },
    ],
    offVariant: 'blue',
    onVariant: 'green',
  });
  await admin.segments.create({
    environment,
    key: 'beta-testers',
    name: 'Beta testers',
    condition: { attribute: 'betaTester', operator: 'in', values: ['yes'] },
  });
  await admin.flags.update({ environment, key: 'new-checkout', description: 'The new checkout' });
  await admin.segments.update({ environment, key: 'beta-testers', description: 'People who asked for it' });
  await admin.overrides.setUsers({ ...checkout, users: ['ann', 'dan'], overrideType: 'include', reason: 'asked' });
  await admin.segments.create({
    environment,
    key: 'unused',
    condition: { attribute: 'plan', operator: 'in', values: ['none'] },
  });
  await admin.flags.create({ environment, key: 'old-banner' });
  await admin.flags.archive({ environment, key: 'old-banner' });
  await admin.flags.create({ environment: 'development', key: 'new-checkout' });
  await admin.overrides.setGlobal({ ...color, value: 'blue' });
  await admin.overrides.setEmergency({ ...color, value: 'blue', reason: 'payments fail' });
  await admin.overrides.setTesting({ ...checkout, testRunId: 'run-1', value: true, expiresAt: EXAMPLE_EXPIRY });
  api.next(EXAMPLE_IDS.key);
  await admin.keys.create({ kind: 'server', environment, name: 'api server' });
  const { token } = await admin.people.invite({ email: 'grace@example.org', role: 'admin' });
  api.next(EXAMPLE_IDS.person);
  await api.anonymous.session.join({ token, name: 'Grace', password: 'a walk along the river' });
  const other = await admin.people.invite({ email: 'hedy@example.org', role: 'admin' });
  await api.anonymous.session.join({ token: other.token, name: 'Hedy', password: 'a walk along the river' });
  api.next(EXAMPLE_IDS.invitation);
  await admin.people.invite({ email: 'ida@example.org', role: 'viewer' });
  await api.services.overrides.ready();
  return new URL(api.url).pathname.slice(1);
}

/** Prepared for each of these examples, because a link works once. */
const LINKS: Readonly<Record<string, (api: ExampleApi) => Promise<unknown>>> = {
  'session.invitation': inviteEdith,
  'session.join': inviteEdith,
  'session.passwordLink': linkGrace,
  'session.setPassword': linkGrace,
};

function inviteEdith(api: ExampleApi): Promise<unknown> {
  api.next(undefined, EXAMPLE_LINK);
  return api.as('admin').people.invite({ email: 'edith@example.org', role: 'editor' });
}

function linkGrace(api: ExampleApi): Promise<unknown> {
  api.next(undefined, EXAMPLE_LINK);
  return api.as('admin').people.createPasswordLink({ id: EXAMPLE_IDS.person });
}

/** Starts the API on a copy of the world, with the link that an example uses. */
export async function openExampleWorld(world: string, useCase?: UseCase): Promise<ExampleApi> {
  const api = await startExampleApi(await createDatabase(inject('postgresUrl'), world));
  await LINKS[useCase?.name ?? '']?.(api);
  return api;
}

/** Calls a procedure, or what only agents have, by its name, as an admin. */
export async function callByName(api: TestApi, name: string, input: unknown): Promise<unknown> {
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
  const procedures = api.as('admin') as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  return procedures[group]?.[procedure]?.(input);
}
