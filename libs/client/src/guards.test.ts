import { MAX_ANSWER_DEPTH } from '@burgee/contracts';
import { aFlagServer, answerOf, answerOn as on, eventually, resultOf } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { boundedFetch } from './bounded-fetch.ts';
import { createFlagClient } from './flag-client.ts';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

function clientOf(
  server: ReturnType<typeof aFlagServer>,
  options: Partial<Parameters<typeof createFlagClient>[0]> = {},
) {
  const client = createFlagClient({ url: 'http://flags.test', runtime: { fetch: server.fetch }, ...options });
  return Object.assign(client, { [Symbol.dispose]: client.close });
}

describe('R14 the current state', () => {
  it.each([MAX_ANSWER_DEPTH, 5_000])('is not replaced by values that nest %i levels deep', async (depth) => {
    const server = aFlagServer({ banner: on });
    using client = clientOf(server);
    await client.ready();
    const text = `{"result":{"data":${JSON.stringify({ environment: 'production', version: 2, flags: { banner: answerOf('?') } })}}}`;
    const deep = text.replace('"?"', '['.repeat(depth) + ']'.repeat(depth));
    server.respondWith((path) => (path === 'evaluation.evaluateAll' ? new Response(deep) : undefined));
    client.refresh();
    await eventually(() => expect(client.status().error?.message).toContain('nest deeper'));
    expect(client.get('banner', false)).toBe(true);
    expect(client.status()).toMatchObject({ state: 'stale', version: 1 });
  });

  it('is not replaced by a bootstrap that nests too deep, and nothing throws', () => {
    const flags = { banner: { ...answerOf(nested(100_000)) } };
    using client = clientOf(aFlagServer(), {
      connect: false,
      bootstrap: { environment: 'production', version: 1, flags } as never,
    });
    expect(client.status()).toMatchObject({ state: 'loading', source: 'default' });
    expect(client.isEnabled('banner')).toBe(false);
  });

  it('A8 can contain flags whose names objects inherit', async () => {
    using client = clientOf(aFlagServer({ constructor: on, toString: on }));
    await client.ready();
    expect([client.isEnabled('constructor'), client.isEnabled('toString'), client.isEnabled('valueOf')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('R14 an answer that is too large', () => {
  const endless = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_000)) }));

  it('is not read to the end', async () => {
    const fetch = boundedFetch(async () => endless(), 10_000);
    await expect((await fetch('http://flags.test')).text()).rejects.toThrow('larger than 10000 bytes');
  });

  it('within the limit is unchanged', async () => {
    const sent = Response.json({ a: 1 }, { status: 429, headers: { 'Retry-After': '7' } });
    const response = await boundedFetch(async () => sent, 10)('http://flags.test');
    expect([response.status, response.headers.get('Retry-After'), await response.json()]).toEqual([429, '7', { a: 1 }]);
    const empty = new Response(null, { status: 304 });
    expect(await boundedFetch(async () => empty, 10)('http://flags.test')).toBe(empty);
  });

  it('does not replace the current state', async () => {
    const server = aFlagServer();
    using client = clientOf(server);
    await client.ready();
    server.respondWith((path) =>
      path === 'evaluation.evaluateAll'
        ? new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4_000_000)) }))
        : undefined,
    );
    client.refresh();
    await eventually(() => expect(client.status().error?.message).toContain('larger than'));
    expect(client.isEnabled('banner')).toBe(true);
    server.respondWith(() => resultOf({ environment: 'production', version: 2, flags: {} }));
  });
});

describe('a context beyond the limits', () => {
  it.each([
    ['attributes', Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`a${at}`, at]))],
    ['bytes', { text: 'x'.repeat(1_000_001) }],
    ['deeper', { list: nested(40) }],
  ])('is not sent, and the status says why: %s', async (why, context) => {
    const server = aFlagServer();
    using client = clientOf(server);
    await client.ready();
    const asked = server.asked();
    client.setContext(context as never);
    await eventually(() => expect(client.status().error?.message).toContain(why));
    expect(server.asked()).toBe(asked);
    expect(client.isEnabled('banner')).toBe(true);
    client.setContext({ userId: 'ann' });
    await eventually(() => expect(client.status()).toMatchObject({ state: 'ready', error: undefined }));
  });
});
