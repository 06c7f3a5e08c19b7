import { defineFlags, flag } from '@burgee/flags';
import { aFlagServer, answerOf, answerOn as on, errorOf } from '@burgee/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFlagClient, fetchFlags } from './index.ts';
import { settled } from './test-time.ts';

const server = () => aFlagServer({ banner: on, color: answerOf('blue') });
const ask = ({ fetch }: ReturnType<typeof aFlagServer>, context: object = { userId: 'ann' }) =>
  fetchFlags({ url: 'http://flags.test', key: 'web_1', context: context as never, runtime: { fetch } });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('evaluates all flags with one request, without a stream', async () => {
  const one = server();
  const flags = await ask(one);
  expect([flags.isEnabled('banner'), flags.get('color', 'red'), flags.get('other', 3)]).toEqual([true, 'blue', 3]);
  expect([...flags.all().keys()]).toEqual(['banner', 'color']);
  expect(flags.error).toBeUndefined();
  expect(one.requests.map(({ path, body }) => [path, body])).toEqual([['evaluate', '{"context":{"userId":"ann"}}']]);
  expect(one.requests[0]?.headers.get('Authorization')).toBe('Bearer web_1');
  await settled();
  expect(vi.getTimerCount()).toBe(0);
});

it('has a bootstrap for a client in the browser', async () => {
  const { bootstrap } = await ask(server());
  const client = createFlagClient({ url: '', connect: false, ...(bootstrap && { bootstrap }) });
  expect(client.get('color', 'red')).toBe('blue');
});

it.each<[string, (one: ReturnType<typeof aFlagServer>) => void, string]>([
  ['is down', (one) => one.respondWith(() => Promise.reject(new TypeError('fetch failed'))), 'fetch failed'],
  ['refuses', (one) => one.respondWith(() => errorOf(401, null, {}, 'The key is unknown.')), 'The key is unknown.'],
  ['answers something else', (one) => one.respondWith(() => new Response('<html>')), 'JSON'],
  ['answers for no environment', (one) => one.respondWith(() => Response.json({})), 'The answer has no such flags'],
])('R1 has fallbacks and never rejects if the server %s', async (_what, breakIt, message) => {
  const one = server();
  breakIt(one);
  const flags = await ask(one);
  expect([flags.isEnabled('banner'), flags.get('color', 'red'), flags.bootstrap]).toEqual([false, 'red', undefined]);
  expect(flags.error?.message).toContain(message);
});

it('R1 gives up after 10 s, even if `fetch` ignores its signal', async () => {
  const flags = fetchFlags({ url: 'http://flags.test', runtime: { fetch: () => new Promise(() => {}) } });
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await flags).error?.message).toBe('The answer took too long.');
});

it('is not sent for a context that JSON cannot represent', async () => {
  const one = server();
  const flags = await ask(one, new Map());
  expect([flags.error?.message.slice(0, 11), one.requests.length]).toEqual(['The context', 0]);
});

it('B.6 has the types and fallbacks of declared flags, and reports other values', async () => {
  const declared = defineFlags({ color: flag.oneOf(['red', 'green'], 'red'), limit: flag.number(7) });
  const onProblem = vi.fn();
  const runtime = { fetch: server().fetch };
  const { get } = await fetchFlags({ url: 'http://flags.test', flags: declared, onProblem, runtime });
  expect([(get as (key: string) => unknown)('color'), (get as (key: string) => unknown)('limit')]).toEqual(['red', 7]);
  await Promise.resolve();
  expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ flagKey: 'color' }));
});
