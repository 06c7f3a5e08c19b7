import { EvaluatedFlags, EvaluateManyInput } from '@burgee/contracts';
import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it } from 'vitest';
import { createApiClient, createFlagClient, type FlagClient } from './index.ts';

/** tRPC's own server without a network, so that these tests do not depend on assumptions about its protocol. */
function aTrpcServer() {
  const t = initTRPC.context<{ authorization: string | null }>().create({ isDev: false });
  let version = 1;
  let wake = () => {};
  const isOn = () => version > 1;
  const openStreams = new Set<AbortSignal>();
  const router = t.router({
    evaluation: t.router({
      evaluateAll: t.procedure
        .input(EvaluateManyInput)
        .output(EvaluatedFlags)
        .query(({ ctx, input }) => {
          if (ctx.authorization === 'Bearer wrong') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'no' });
          const banner = { value: isOn(), enabled: isOn(), reason: 'STATIC' as const };
          const flags = { banner, [`for-${input.context.userId}`]: banner };
          return EvaluatedFlags.parse({ environment: 'production', version, flags });
        }),
      changes: t.procedure
        .input((input) => input as { lastEventId?: string })
        .subscription(async function* ({ ctx, signal = new AbortController().signal }) {
          if (ctx.authorization === 'Bearer wrong') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'no' });
          openStreams.add(signal);
          signal.addEventListener('abort', () => {
            openStreams.delete(signal);
            wake();
          });
          while (!signal.aborted) {
            yield tracked(String(version), { version });
            await new Promise<void>((resolve) => (wake = resolve));
          }
        }),
    }),
  });
  return {
    openStreams,
    publish: () => {
      version++;
      wake();
    },
    fetch: ((input, init) =>
      fetchRequestHandler({
        endpoint: '/trpc',
        req: new Request(input, init),
        router,
        allowMethodOverride: true,
        createContext: ({ req }) => ({ authorization: req.headers.get('Authorization') }),
      })) satisfies typeof fetch,
  };
}

describe('over the wire', () => {
  it('W9.13 B.5 the client understands answers and versions from tRPC, and sends its key', async () => {
    const server = aTrpcServer();
    const client = createFlagClient({
      url: 'http://flags.test/',
      context: { userId: 'ann' },
      runtime: { fetch: server.fetch },
    });
    await changed(client, () => client.status().connection === 'live' && client.status().state === 'ready');
    expect(client.status()).toMatchObject({ environment: 'production', version: 1 });
    expect(client.all().has('for-ann')).toBe(true);
    expect(client.isEnabled('banner')).toBe(false);

    server.publish();
    await changed(client, () => client.isEnabled('banner'));
    expect(client.status()).toMatchObject({ state: 'ready', version: 2 });

    client.close();
    await expect.poll(() => server.openStreams.size).toBe(0);
  });

  it('R10 the client notices that it is denied', async () => {
    const server = aTrpcServer();
    const client = createFlagClient({ url: 'http://flags.test', key: 'wrong', runtime: { fetch: server.fetch } });
    await changed(client, () => client.status().connection === 'polling');
    await changed(client, () => client.status().error?.status === 401);
    client.close();

    expect(client.status()).toMatchObject({ state: 'loading', error: { message: 'no', status: 401 } });
  });

  it('the API client calls procedures and receives failures', async () => {
    const server = aTrpcServer();
    const api = createApiClient({ url: 'http://flags.test', fetch: server.fetch });
    const refused = createApiClient({ url: 'http://flags.test', token: 'wrong', fetch: server.fetch });

    expect((await api.evaluation.evaluateAll.query({})).version).toBe(1);
    await expect(refused.evaluation.evaluateAll.query({})).rejects.toMatchObject({ message: 'no' });
  });
});

async function changed(client: FlagClient, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise<void>((resolve) => {
      const stop = client.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
}
