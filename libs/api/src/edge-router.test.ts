import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEdgeRouter } from './router.ts';
import { startTestApi, type TestApi } from './test-services.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

async function call(path: string, input: object): Promise<{ status: number; body: unknown }> {
  const response = await fetchRequestHandler({
    endpoint: '',
    req: new Request(`http://edge.test/${path}?input=${encodeURIComponent(JSON.stringify(input))}`),
    router: createEdgeRouter('https://flags.example.com'),
    createContext: () => ({ services: api.services, caller: { problem: 'missing' as const } }),
  });
  return { status: response.status, body: await response.json() };
}

it('13.10 the procedures of an edge evaluate flags', async () => {
  expect(await call('evaluation.evaluateAll', {})).toMatchObject({
    status: 200,
    body: { result: { data: { flags: {} } } },
  });
  expect(await call('evaluation.evaluate', { flagKey: 'nothing' })).toMatchObject({
    status: 404,
    body: { error: { data: { failure: { code: 'FLAG_NOT_FOUND' } } } },
  });
});

it('13.10 all other procedures name the server that has them', async () => {
  const failure = {
    code: 'ROUTE_NOT_FOUND',
    method: 'tRPC',
    path: 'flags.list',
    upstream: 'https://flags.example.com',
  };
  expect(await call('flags.list', {})).toMatchObject({
    status: 404,
    body: { error: { message: expect.stringContaining('an edge') as string, data: { failure } } },
  });
});
