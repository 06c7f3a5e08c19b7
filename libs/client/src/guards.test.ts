import { MAX_ANSWER_BYTES, MAX_ANSWER_DEPTH } from '@burgee/contracts';
import { aFlagServer, answerOf, answerOn as on, eventually, resultOf } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { createFlagClient } from './flag-client.ts';
import { readText } from './read-body.ts';

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
    const text = JSON.stringify({ environment: 'production', version: 2, flags: { banner: answerOf('?') } });
    const deep = text.replace('"?"', '['.repeat(depth) + ']'.repeat(depth));
    server.respondWith((path) => (path === 'evaluate' ? new Response(deep) : undefined));
    client.refresh();
    await eventually(() => expect(client.status().error?.message).toContain('has no such flags'));
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
  it('is not read to the end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 4_000_000;
        controller.enqueue(new Uint8Array(4_000_000));
      },
    });
    await expect(readText(new Response(endless))).rejects.toThrow('The answer is too large.');
    expect(sent).toBeLessThan(2 * MAX_ANSWER_BYTES);
  });

  it('within the limit is complete, and may have no body', async () => {
    expect(await readText(new Response('äöü'))).toBe('äöü');
    expect(await readText(new Response(null))).toBe('');
  });

  it('does not replace the current state', async () => {
    const server = aFlagServer();
    using client = clientOf(server);
    await client.ready();
    server.respondWith((path) =>
      path === 'evaluate'
        ? new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4_000_000)) }))
        : undefined,
    );
    client.refresh();
    await eventually(() => expect(client.status().error?.message).toContain('too large'));
    expect(client.isEnabled('banner')).toBe(true);
    server.respondWith(() => resultOf({ environment: 'production', version: 2, flags: {} }));
  });
});
