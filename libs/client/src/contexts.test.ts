import type { FlagContext } from '@burgee/flags';
import { aFlagServer, answerOf, answerOff as off, answerOn as on, eventually } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFlagClient } from './flag-client.ts';

function clientOf(
  server: ReturnType<typeof aFlagServer>,
  options: Partial<Parameters<typeof createFlagClient>[0]> = {},
) {
  const client = createFlagClient({ url: 'http://flags.test', runtime: { fetch: server.fetch }, ...options });
  return Object.assign(client, { [Symbol.dispose]: client.close });
}

/** The contexts of all evaluation requests. */
const contextsSent = ({ requests }: ReturnType<typeof aFlagServer>) =>
  requests
    .filter(({ path }) => path === 'evaluate')
    .map(({ body }) => (JSON.parse(body) as { context: unknown }).context);

class Account {
  readonly userId = 'ann';
}
const INVALID: [string, unknown][] = [
  ['a BigInt', { userId: 'ann', balance: 1n }],
  ['a Map', new Map([['userId', 'ann']])],
  ['a promise', Promise.resolve({ userId: 'ann' })],
  ['an instance of a class', new Account()],
  ['a Set as an attribute', { teams: new Set(['red']) }],
  ['null', null],
];

describe('a context that JSON cannot represent', () => {
  it.each(INVALID)(
    'such as %s turns every flag off with an error, without sending or throwing anything',
    async (_what, given) => {
      const server = aFlagServer({ banner: on, color: answerOf('blue') });
      using client = clientOf(server, { context: { userId: 'bob' } });
      await client.ready();
      expect(client.isEnabled('banner')).toBe(true);

      const asked = server.asked();
      client.setContext(given as never);
      await client.ready();
      expect([client.isEnabled('banner'), client.get('color', 'red'), client.all().size]).toEqual([false, 'red', 0]);
      expect(client.status()).toMatchObject({
        state: 'loading',
        error: { message: expect.stringMatching(/^The context/) },
      });
      client.refresh();
      expect(server.asked()).toBe(asked);
      expect(client.context()).toEqual({});

      client.setContext({ userId: 'bob' });
      await eventually(() => expect(client.status()).toMatchObject({ state: 'ready', error: undefined }));
      expect(client.isEnabled('banner')).toBe(true);
    },
  );

  it.each(INVALID)('such as %s does not get the flags of a bootstrap', (_what, context) => {
    const bootstrap = { environment: 'production', version: 1, flags: { banner: on } };
    using client = clientOf(aFlagServer(), { connect: false, context: context as never, bootstrap });
    expect([client.isEnabled('banner'), client.initial.isEnabled('banner')]).toEqual([false, false]);
    expect(client.status().error?.message).toMatch(/^The context/);
  });

  it('never throws, for random values', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    using client = clientOf(aFlagServer(), { connect: false });
    fc.assert(
      fc.property(anything, (given) => {
        client.setContext(given as never);
        expect(Object.isFrozen(client.context())).toBe(true);
      }),
    );
  });
});

describe('the copy of a context', () => {
  it('contains dates as text, and changes with a date', async () => {
    const server = aFlagServer();
    using client = clientOf(server, { context: { at: new Date(0) } });
    await client.ready();
    client.setContext({ at: new Date(0) });
    expect(server.asked()).toBe(1);
    client.setContext({ at: new Date(1_000) });
    await eventually(() => expect(server.asked()).toBe(2));
    expect(contextsSent(server)).toEqual([{ at: '1970-01-01T00:00:00.000Z' }, { at: '1970-01-01T00:00:01.000Z' }]);
    expect(client.context()).toEqual({ at: '1970-01-01T00:00:01.000Z' });
  });

  it('does not change with the original object until that is passed again', async () => {
    const server = aFlagServer();
    const context = { userId: 'ann', teams: ['red'] };
    using client = clientOf(server, { context });
    await client.ready();
    context.userId = 'bob';
    context.teams.push('blue');
    client.refresh();
    await eventually(() => expect(server.asked()).toBe(2));
    expect(contextsSent(server)[1]).toEqual({ userId: 'ann', teams: ['red'] });
    client.setContext(context);
    await eventually(() => expect(server.asked()).toBe(3));
    expect(contextsSent(server)[2]).toEqual({ userId: 'bob', teams: ['red', 'blue'] });
  });

  it('changes if and only if its JSON does', () => {
    using client = clientOf(aFlagServer(), { connect: false });
    const attribute = fc.oneof(fc.constantFrom(undefined, NaN, null, 'a', 1), fc.date(), fc.jsonValue({ maxDepth: 1 }));
    const context = fc.dictionary(fc.constantFrom('a', 'b'), attribute);
    const json = (value: object) => JSON.stringify(JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(context, context, (before, after) => {
        client.setContext(before as FlagContext);
        const held = client.context();
        client.setContext(after as FlagContext);
        expect(client.context() === held).toBe(json(before) === json(after));
      }),
    );
  });
});

describe('returned values', () => {
  const held = { limits: answerOf({ perDay: 5, days: ['mon'] }), list: answerOf(['a']), banner: off };

  it('cannot be changed for the rest of the page, even with a cast', async () => {
    using client = clientOf(aFlagServer(held));
    await client.ready();
    const limits = client.get('limits', { perDay: 1, days: ['sun'] });
    expect(() => (limits.perDay = 99)).toThrow(TypeError);
    expect(() => limits.days.push('tue')).toThrow(TypeError);
    const all = client.all() as Map<string, object>;
    expect(() => all.set('banner', on)).toThrow(TypeError);
    expect(() => all.delete('limits')).toThrow(TypeError);
    expect(() => all.clear()).toThrow(TypeError);
    for (const shared of [all.get('banner'), client.status(), client.context()]) {
      expect(Object.isFrozen(shared)).toBe(true);
    }
    expect(client.get('limits', { perDay: 1, days: ['sun'] })).toEqual({ perDay: 5, days: ['mon'] });
  });

  it('are copies of those in a bootstrap', () => {
    const bootstrap = { environment: 'production', version: 1, flags: { limits: answerOf({ perDay: 5 }) } };
    using client = clientOf(aFlagServer(), { connect: false, bootstrap });
    bootstrap.flags.limits.value.perDay = 99;
    expect(client.get('limits', {})).toEqual({ perDay: 5 });
  });

  it('are lists only for a list as the fallback, and objects only for an object', async () => {
    using client = clientOf(aFlagServer(held));
    await client.ready();
    expect([client.get('limits', []), client.get('list', {}), client.get('list', [])]).toEqual([[], {}, ['a']]);
  });
});
