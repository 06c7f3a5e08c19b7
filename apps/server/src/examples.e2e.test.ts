import { EXAMPLE_IDS, readExampleOutputs, USE_CASES } from '@burgee/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROWS } from './rest/routes.ts';
import type { Row } from './rest/rows.ts';
import { createExampleWorld, type ExampleServer, type ExampleWorld, openExampleWorld } from './test-example-world.ts';

// The examples ran in the process of a test when their outputs were recorded. Here they are requests to a server.

const OUTPUTS = readExampleOutputs();

let world: ExampleWorld;
/** For examples that change nothing. */
let shared: ExampleServer;
beforeAll(async () => {
  world = await createExampleWorld();
  shared = await openExampleWorld(world, '');
});
afterAll(() => shared[Symbol.asyncDispose]());

type Example = {
  readonly name: string;
  readonly isChange: boolean;
  readonly send: (server: ExampleServer) => ReturnType<ExampleServer['request']>;
};

async function replay({ name, isChange, send }: Example): Promise<Awaited<ReturnType<ExampleServer['request']>>> {
  if (!isChange && !name.startsWith('session.')) return send(shared);
  await using server = await openExampleWorld(world, name);
  return await send(server);
}

/** A started server has created one entry of the audit trail more: the link with which the first person signs in. */
const COUNTED = new Set(['number', 'entries', 'nextCursor']);
/** Here, the admin has a token instead of an account, and its subject is the name. */
const NAME_OF_TOKEN = { name: 'admin@example.org' };
/** Need the token of a real issuer, which `workloads.test.ts` has, and the server of the example. */
const NOT_REPLAYED = ['session.exchange', 'diagnostics.get'];
/** Need the session of a person, which `logins.test.ts` has: here, the admin has a token. */
const FOR_PEOPLE = ['session.waitingLogin', 'session.approveLogin', 'session.denyLogin'];

/** A value of the recorded world in this one: with its ids, and its numbers of entries. */
function here<Value>(value: Value): Value {
  let text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return value;
  for (const [name, id] of Object.entries(EXAMPLE_IDS)) {
    text = text.replaceAll(id, world.ids[name as keyof typeof EXAMPLE_IDS]);
  }
  return JSON.parse(text, (name, inner: unknown) =>
    COUNTED.has(name) && inner !== null ? add(inner, 1) : inner,
  ) as Value;
}

function recordedOutput(name: string): unknown {
  const output = here(OUTPUTS.get(name));
  return name === 'session.me' ? { ...(output as object), ...NAME_OF_TOKEN } : output;
}

function add(number: unknown, one: number): unknown {
  return typeof number === 'string' ? String(Number(number) + one) : Number(number) + one;
}

/** Fields whose values are random. */
const RANDOM = new Set(['token', 'secret', 'start', 'mac', 'link', 'deviceCode', 'userCode']);
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A value without what differs from run to run. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (name, inner: unknown) => {
    if (typeof inner !== 'string') return inner;
    if (RANDOM.has(name)) return `a ${name}`;
    if (INSTANT.test(inner)) return 'an instant';
    return inner.replaceAll(UUID, 'an id').replace('token:admin@example.org', 'admin@example.org');
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** The request of an example. @param body of the example, if the row has one. */
function requestOf({ params, query, path, method }: Row, input: Fields, body: unknown) {
  const text = (value: unknown) => encodeURIComponent(String(value));
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => text(input[String(params.get(name))]));
  const pairs = query.flatMap((name) =>
    input[name] === undefined ? [] : [input[name]].flat().map((one) => `${name}=${text(one)}`),
  );
  const search = pairs.length > 0 ? `?${pairs.join('&')}` : '';
  return {
    path: `${filled}${search}`,
    options: { method: method.toUpperCase(), ...(body !== undefined && { body }) },
  };
}

function bodyOf({ body }: Row, input: Fields): unknown {
  if (body === undefined) return undefined;
  return body === 'all' ? input : Object.fromEntries(Object.entries(input).filter(([name]) => body.includes(name)));
}

const rows = ROWS.flatMap((row) =>
  row.useCase.examples.map((example, at) => ({
    row,
    // Only the first example of a use case has a recorded output.
    isRecorded: at === 0,
    title: `${row.method.toUpperCase()} ${row.path}`,
    input: example.input as Fields,
  })),
);

describe('14.1 an example over REST has its recorded answer', () => {
  const replayed = rows.filter(({ row }) => !NOT_REPLAYED.includes(row.useCase.name));
  it.each(replayed)('$title', async ({ row, input, isRecorded }) => {
    const { useCase } = row;
    const given = here(input);
    const { path, options } = requestOf(row, given, bodyOf(row, given));
    const answer = await replay({
      name: useCase.name,
      isChange: useCase.kind === 'mutation',
      send: (server) => server.request(path, options),
    });

    expect([answer.status, answer.body]).toEqual([row.status, answer.body]);
    if (row.status === 204 || !isRecorded) return;
    const recorded = comparable(recordedOutput(useCase.name));
    if (row.answer) expect(comparable(answer.body)).toMatchObject(recorded as object);
    else expect(comparable(answer.body)).toEqual(recorded);
  });
});

it('14.2 the examples of the OpenAPI document are those of the use cases', async () => {
  const { body } = await shared.request('/api/openapi.json', {});
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  for (const { row, input, isRecorded } of rows) {
    if (!isRecorded) continue;
    const operation = paths[row.path.replaceAll(/:(\w+)/g, '{$1}')]?.[row.method];
    const answer = operation?.responses[row.status]?.content?.['application/json'].example;
    expect(operation?.requestBody?.content['application/json'].example).toEqual(bodyOf(row, input));
    if (row.status !== 204 && !row.answer) expect(answer).toEqual(OUTPUTS.get(row.useCase.name));
  }
});

type Content = { readonly content: { readonly 'application/json': { readonly example?: unknown } } };
type Operation = { readonly requestBody?: Content; readonly responses: Readonly<Record<string, Partial<Content>>> };

describe('14.1 an example without a route has its recorded answer over tRPC', () => {
  const replayed = USE_CASES.filter(({ rest, name }) => rest.length === 0 && !FOR_PEOPLE.includes(name));
  it.each(replayed)('$name', async (useCase) => {
    const { name, kind, examples } = useCase;
    const body = here(examples[0]?.input);
    // Queries are sent by POST too, because contexts do not belong in URLs.
    const answer = await replay({
      name,
      isChange: kind === 'mutation',
      send: (server) => server.request(`/trpc/${name}`, { body }),
    });

    expect([answer.status, answer.body]).toEqual([200, answer.body]);
    const { result } = answer.body as { result: { data?: unknown } };
    expect(comparable(result.data)).toEqual(comparable(recordedOutput(name)));
  });
});
