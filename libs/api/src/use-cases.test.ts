import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_CASES } from './agent/use-cases.ts';
import { appRouter } from './router.ts';
import { callByName, createExampleWorld, type ExampleWorld } from './test-examples.ts';
import type { TestApi } from './test-services.ts';
import { USE_CASES } from './use-cases.ts';

type Procedures = Readonly<Record<string, { readonly _def: { readonly type: string } }>>;

describe('14.1 the table of use cases', () => {
  it('names each use case as its procedure, and has them all except streams', () => {
    const procedures = Object.entries(appRouter._def.procedures as unknown as Procedures);
    const kinds = procedures.flatMap(([name, { _def }]) => (_def.type === 'subscription' ? [] : [[name, _def.type]]));
    expect(USE_CASES.map(({ name, kind }) => [name, kind]).sort()).toEqual(kinds.sort());
  });

  it('has each route once', () => {
    const routes = USE_CASES.flatMap(({ rest }) => rest.map(({ route }) => route.replaceAll(/:\w+/g, ':')));
    expect(routes.filter((route, at) => routes.indexOf(route) !== at)).toEqual([]);
  });

  it('has a REST row for all but what is listed here', () => {
    expect(USE_CASES.filter(({ rest }) => rest.length === 0).map(({ name }) => name)).toEqual([
      // `GET /api/admin/overrides?userId=`
      'overrides.forUser',
      // `POST /api/config/evaluate`
      'evaluation.evaluate',
      'evaluation.evaluateAll',
      // The sign-in page
      'session.waitingLogin',
      'session.approveLogin',
      'session.denyLogin',
      'session.invitation',
      'session.join',
      'session.passwordLink',
      'session.setPassword',
    ]);
  });

  it('has an example of each', () => {
    expect([...USE_CASES, ...AGENT_CASES].filter(({ examples }) => examples.length === 0)).toEqual([]);
  });
});

describe('14.1 the examples', () => {
  let world: ExampleWorld;
  /** For examples that change nothing. */
  let shared: TestApi;
  const outputs: Record<string, unknown> = {};
  beforeAll(async () => {
    world = await createExampleWorld();
    shared = await world.open();
  });
  afterAll(async () => {
    await shared[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  const examples = [...USE_CASES, ...AGENT_CASES].flatMap((useCase) =>
    useCase.examples.map(({ input }) => ({ useCase, input })),
  );
  it.each(examples)('of $useCase.name run', async ({ useCase, input }) => {
    const isOwn = useCase.kind === 'mutation' || useCase.name.startsWith('session.');
    const api = isOwn ? await world.open(useCase) : shared;
    try {
      const output = await callByName(api, useCase.name, input);
      expect(useCase.output.safeParse(output).error).toBeUndefined();
      outputs[useCase.name] ??= output;
    } finally {
      if (isOwn) await api[Symbol.asyncDispose]();
    }
  });

  it('have the recorded outputs', async () => {
    await expect(`${JSON.stringify(outputs, undefined, 2)}\n`).toMatchFileSnapshot('./example-outputs.json');
  });
});
