import { describe, expect, it } from 'vitest';
import { boundedFetch } from './bounded-fetch.ts';

describe('R14 an answer that is too large', () => {
  it('is not read to the end', async () => {
    const endless = new Response(
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_000)) }),
    );
    const response = await boundedFetch(async () => endless, 10_000)('http://flags.test');
    await expect(response.text()).rejects.toThrow('larger than 10000 bytes');
  });

  it('within the limit is unchanged', async () => {
    const sent = Response.json({ a: 1 }, { status: 429, headers: { 'Retry-After': '7' } });
    const response = await boundedFetch(async () => sent, 10)('http://flags.test');
    expect([response.status, response.headers.get('Retry-After'), await response.json()]).toEqual([429, '7', { a: 1 }]);
  });

  it('without a body is returned as it is', async () => {
    const empty = new Response(null, { status: 304 });
    expect(await boundedFetch(async () => empty, 10)('http://flags.test')).toBe(empty);
  });
});
