import { EvaluatedFlags, EvaluateManyInput } from '@burgee/contracts';
import { eventually } from '@burgee/testing';
import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it, vi } from 'vitest';
import { createApiClient } from './index.ts';

/** tRPC's own server without a network, so that these tests do not depend on assumptions about its protocol. */
function aTrpcServer() {
  const t = initTRPC.context<{ authorization: string | null }>().create({ isDev: false });
  const guarded = t.procedure.use(({ ctx, next }) => {
    if (ctx.authorization !== 'Bearer right') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'no' });
    return next();
  });
  const requests: Request[] = [];
  const openStreams = new Set<AbortSignal>();
  const router = t.router({
    evaluation: t.router({
      evaluateAll: guarded
        .input(EvaluateManyInput)
        .query(() => EvaluatedFlags.parse({ environment: 'production', version: 1, flags: {} })),
      changes: guarded.subscription(async function* ({ signal = new AbortController().signal }) {
        openStreams.add(signal);
        yield tracked('1', { version: 1 });
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        openStreams.delete(signal);
      }),
    }),
  });
  const fetch: typeof globalThis.fetch = (input, init) => {
    const req = new Request(input, init);
    requests.push(req);
    return fetchRequestHandler({
      endpoint: '/trpc',
      req,
      router,
      allowMethodOverride: true,
      createContext: () => ({ authorization: req.headers.get('Authorization') }),
    });
  };
  return { fetch, requests, openStreams };
}

describe('W9.13 the API client', () => {
  it('calls a procedure and returns its result', async () => {
    const { fetch, requests } = aTrpcServer();
    const api = createApiClient({ url: 'http://flags.test/', token: 'right', fetch });

    expect((await api.evaluation.evaluateAll.query({ context: { userId: 'ann' } })).version).toBe(1);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST http://flags.test/trpc/evaluation.evaluateAll',
    ]);
  });

  it('rejects with the problem that the server reports', async () => {
    const { fetch } = aTrpcServer();
    const api = createApiClient({ url: 'http://flags.test', fetch });

    await expect(api.evaluation.evaluateAll.query({})).rejects.toMatchObject({
      message: 'no',
      data: { code: 'UNAUTHORIZED', httpStatus: 401 },
    });
  });

  it('uses the global fetch of the moment of each call', async () => {
    const api = createApiClient({ url: 'http://flags.test', token: 'right' });
    const { fetch, requests } = aTrpcServer();
    vi.stubGlobal('fetch', fetch);
    await api.evaluation.evaluateAll.query({}).finally(() => vi.unstubAllGlobals());

    expect(requests).toHaveLength(1);
  });
});

describe('W9.13 a subscription of the API client', () => {
  it('receives data, sends the token in a header only, and ends when its caller unsubscribes', async () => {
    const { fetch, requests, openStreams } = aTrpcServer();
    const api = createApiClient({ url: 'http://flags.test', token: 'right', fetch });
    const received = Promise.withResolvers<unknown>();
    const { unsubscribe } = api.evaluation.changes.subscribe({}, { onData: received.resolve });

    expect(await received.promise).toEqual({ id: '1', data: { version: 1 } });
    expect(requests.map(({ url }) => url).join()).not.toContain('right');
    unsubscribe();
    await eventually(() => expect(openStreams.size).toBe(0));
  });

  it('ends with an error if the server refuses it', async () => {
    const { fetch } = aTrpcServer();
    const api = createApiClient({ url: 'http://flags.test', token: 'wrong', fetch });
    const failed = Promise.withResolvers<Error>();
    api.evaluation.changes.subscribe({}, { onError: failed.resolve });

    expect(await failed.promise).toMatchObject({ message: 'no', data: { code: 'UNAUTHORIZED' } });
  });
});
