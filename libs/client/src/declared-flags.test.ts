import { context, defineFlags, flag, type GetFlag } from '@burgee/flags';
import { aFlagServer, answerOf, answerOff, eventually } from '@burgee/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient } from './index.ts';

const flags = defineFlags(
  {
    banner: flag.boolean(true),
    color: flag.oneOf(['red', 'blue'], 'red'),
    limits: flag.json<{ perDay: number }>({ perDay: 5 }, { parse: (value) => ({ ...(value as { perDay: number }) }) }),
  },
  { context: { plan: context.oneOf(['free', 'pro']) } },
);

let client: FlagClient;
const onProblem = vi.fn();
afterEach(() => client.close());

/** Starts a client, whose reads are typed as in an application that has registered its flags. */
function start(answers: Parameters<typeof aFlagServer>[0]) {
  onProblem.mockClear();
  const server = aFlagServer(answers);
  client = createFlagClient({ url: 'http://flags.test', flags, onProblem, runtime: { fetch: server.fetch } });
  return { server, client, get: client.get as GetFlag<typeof flags> };
}

it('B.6 declared flags have their fallbacks until the answers arrive', async () => {
  const { get } = start({ banner: answerOff, color: answerOf('blue'), limits: answerOf({ perDay: 7 }) });
  expect([client.isEnabled('banner'), get('color'), get('color', 'blue'), get('limits')]).toEqual([
    true,
    'red',
    'blue',
    { perDay: 5 },
  ]);
  await client.ready();
  expect([client.isEnabled('banner'), get('color'), get('limits')]).toEqual([false, 'blue', { perDay: 7 }]);
  expect(onProblem).not.toHaveBeenCalled();
});

it('B.6 a value that does not have the declared type is replaced by the fallback, and reported once', async () => {
  const { get } = start({ color: answerOf('green') });
  await client.ready();
  expect([get('color'), get('color')]).toEqual(['red', 'red']);
  await Promise.resolve();
  const message = 'The value is string "green", and the flag is declared as one of ["red","blue"].';
  expect(onProblem.mock.calls).toEqual([[{ flagKey: 'color', message }]]);
});

it('B.6 a parsed value stays the same object until the flag changes', async () => {
  const { server, get } = start({ limits: answerOf({ perDay: 7 }) });
  await client.ready();
  const limits = get('limits');
  expect(get('limits')).toBe(limits);
  client.refresh();
  await eventually(() => expect(server.asked()).toBe(2));
  expect(get('limits')).toBe(limits);
});
