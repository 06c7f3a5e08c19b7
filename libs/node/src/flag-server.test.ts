import { isWireFlags } from '@burgee/contracts/wire';
import { compileRuleset, evaluateAll, explain, overridesFor } from '@burgee/evaluator';
import { defineFlags, flag, type GetFlag } from '@burgee/flags';
import { aFlag, aTextFlag, aUserOverride, NOW } from '@burgee/testing';
import { contexts, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { follow, startTestBurgee } from './test-burgee.ts';

afterEach(() => void vi.useRealTimers());

const FLAGS = [aFlag({ key: 'on' }), aFlag({ key: 'off', enabled: false }), aTextFlag({ key: 'color' })];

it('13.6 returns what the server returns, for 10,000 random rulesets, overrides, contexts and instants', async () => {
  const instants = fc.integer({ min: NOW - 86_400_000, max: NOW + 86_400_000 });
  const cases = fc.array(fc.tuple(contexts, instants), { minLength: 10, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(rulesets, overrides, cases, async (source, found, cases) => {
      let now = NOW;
      const burgee = startTestBurgee(source, found);
      await using server = follow(burgee, { runtime: { now: () => now }, usage: false });
      await server.ready();
      const compiled = compileRuleset(burgee.ruleset());
      for (const [context, instant] of cases) {
        now = instant;
        const flags = await server.for(context);
        const options = { now, random: 0.5, overrides: overridesFor(found, context) };
        expect([...flags.all().values()]).toEqual(evaluateAll(compiled, context, options));
        for (const key of compiled.flags.keys())
          expect(flags.explain(key)).toEqual(explain(compiled, key, context, options));
        expect(flags.isStale).toBe(false);
      }
    }),
    { numRuns: 1_000 },
  );
});

describe('13.6 the flags of a context', () => {
  it('are read by key', async () => {
    await using server = follow(startTestBurgee({ flags: FLAGS }));
    await server.ready();
    const flags = await server.for({ userId: 'ann' });

    expect([flags.isEnabled('on'), flags.isOn('on'), flags.isEnabled('off'), flags.isEnabled('nothing')]).toEqual([
      ...[true, true, false, false],
    ]);
    expect([flags.get('color', 'red'), flags.get('nothing', 'red')]).toEqual(['blue', 'red']);
    expect(flags.explain('on').trace.length).toBeGreaterThan(0);
    expect(flags.explain('nothing')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND', trace: [] });
    expect([...flags.all().keys()]).toEqual(['on', 'off', 'color']);
    expect(flags.all()).toBe(flags.all());
  });

  it('are one ruleset and one instant, even if both change', async () => {
    let now = NOW;
    const burgee = startTestBurgee({
      flags: [aFlag({ key: 'a', expiresAt: '2027-01-02T00:00:00Z' }), aFlag({ key: 'b' })],
    });
    await using server = follow(burgee, { runtime: { now: () => now } });
    await server.until(({ connection }) => connection === 'live');
    const flags = await server.for({});
    expect(flags.isEnabled('a')).toBe(true);
    now = Date.parse('2027-01-03');
    burgee.change({ flags: { put: [aFlag({ key: 'b', enabled: false })], delete: [] } });
    await server.until(({ version }) => version === 2);

    expect([...flags.all().values()].map(({ enabled }) => enabled)).toEqual([true, true]);
    expect([...(await server.for({})).all().values()].map(({ enabled }) => enabled)).toEqual([false, false]);
  });

  it('start a browser client', async () => {
    await using server = follow(
      startTestBurgee({ flags: [...FLAGS, aFlag({ key: 'timed', expiresAt: '2027-01-02T00:00:00Z' })] }),
    );
    await server.ready();
    const bootstrap: unknown = JSON.parse(JSON.stringify((await server.for({ userId: 'ann' })).bootstrap()));

    expect(isWireFlags(bootstrap)).toBe(true);
    expect(bootstrap).toEqual({
      environment: 'production',
      version: 1,
      evaluatedAt: '2027-01-01T12:00:00.000Z',
      nextChangeAt: '2027-01-02T00:00:00.000Z',
      flags: {
        color: { value: 'blue', variant: 'blue', enabled: true, reason: 'STATIC' },
        off: { value: false, variant: 'off', enabled: false, reason: 'DISABLED' },
        on: { value: true, variant: 'on', enabled: true, reason: 'STATIC' },
        timed: { value: true, variant: 'on', enabled: true, reason: 'STATIC' },
      },
    });
  });

  it('have the declared types and fallbacks, and report other values once', async () => {
    const flags = defineFlags({ color: flag.number(7), missing: flag.boolean(true) });
    await using server = follow(startTestBurgee({ flags: FLAGS }), { flags });
    const read = async () => {
      const read = await server.for({});
      const get = read.get as GetFlag<typeof flags>;
      return [get('color'), get('missing'), read.isEnabled('missing')];
    };
    expect(await read()).toEqual([7, true, true]);
    expect(server.problems).toEqual([]);
    await server.ready();

    expect(await read()).toEqual([7, true, true]);
    expect(await read()).toEqual([7, true, true]);
    expect(server.problems).toEqual([
      { code: 'VALUE_TYPE', flagKey: 'color', message: expect.stringContaining('declared as number') },
    ]);
  });

  it.each([[undefined], [null], ['text'], [new Map()], [{ balance: 1n }]])(
    'W39.9 are errors for a context that JSON cannot represent, which is reported: %s',
    async (context) => {
      await using server = follow(startTestBurgee({ flags: FLAGS }));
      await server.ready();
      const flags = await server.for(context as never);

      expect(flags.isEnabled('on')).toBe(false);
      expect(flags.explain('on')).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
      expect(server.codes()).toEqual(['CONTEXT_INVALID']);
    },
  );

  it('are fallbacks before there is a ruleset', async () => {
    const burgee = startTestBurgee({ flags: FLAGS });
    burgee.intercept = () => new Response(null, { status: 503 });
    await using server = follow(burgee);
    const flags = await server.for({ userId: 'ann' });

    expect([flags.isEnabled('on'), flags.get('color', 'red'), flags.all().size, flags.bootstrap()]).toEqual([
      ...[false, 'red', 0, undefined],
    ]);
    expect(flags.explain('on')).toMatchObject({ reason: 'ERROR', errorMessage: expect.stringContaining('no ruleset') });
    expect(flags.isStale).toBe(true);
    expect(server.status()).toMatchObject({ state: 'loading', source: 'default', version: undefined });
    expect(burgee.requests).not.toContain('POST overrides');
  });
});

describe('13.6 ready', () => {
  it('waits for the server', async () => {
    await using server = follow(startTestBurgee({ flags: FLAGS }));
    expect(server.status().state).toBe('loading');
    await server.ready();
    expect(server.status()).toMatchObject({ state: 'ready', source: 'server', environment: 'production', version: 1 });
    await server.ready();
  });

  it('resolves after 3 s if the server does not answer', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: FLAGS });
    burgee.intercept = () => new Promise(() => {});
    await using server = follow(burgee);
    const done = vi.fn();
    void server.ready().then(done);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toHaveBeenCalled();
  });
});

describe('13.6 usage', () => {
  it('is sent every minute and when the server closes, without users', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: FLAGS });
    await using server = follow(burgee);
    await server.ready();
    for (const userId of ['ann', 'ben']) {
      const flags = await server.for({ userId });
      flags.isEnabled('on');
      flags.isEnabled('on');
      flags.get('color', 'red');
      flags.explain('off');
      flags.bootstrap();
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(burgee.usage).toEqual([
      {
        sdk: { name: '@burgee/node', version: 'source', instance: 'test' },
        counts: [
          { flagKey: 'on', variant: 'on', count: 2 },
          { flagKey: 'color', variant: 'blue', count: 2 },
        ],
      },
    ]);
    (await server.for({})).isEnabled('off');
    await server.close();
    expect(burgee.usage[1]).toMatchObject({ counts: [{ flagKey: 'off', variant: 'off', count: 1 }] });
    expect(JSON.stringify(burgee.usage)).not.toContain('ann');
  });

  it('that could not be sent is sent later, with what was counted since', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: FLAGS });
    await using server = follow(burgee);
    await server.ready();
    burgee.intercept = (path) => (path === 'usage' ? new Response(null, { status: 503 }) : undefined);
    (await server.for({})).isEnabled('on');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.codes()).toEqual(['USAGE_NOT_SENT']);
    burgee.intercept = undefined;
    (await server.for({})).isEnabled('on');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(burgee.usage).toMatchObject([{ counts: [{ flagKey: 'on', variant: 'on', count: 2 }] }]);
  });

  it('is not sent if the application does not want it', async () => {
    const burgee = startTestBurgee({ flags: FLAGS });
    const server = follow(burgee, { usage: false });
    await server.ready();
    (await server.for({})).isEnabled('on');
    await server.close();
    expect(burgee.requests).not.toContain('POST usage');
  });
});

describe('R1 no failure leaves the package', () => {
  const broken = () => {
    throw new Error('broken');
  };

  it.each<[string, () => void]>([
    ['throws', broken],
    ['rejects', async () => broken()],
  ])('when a callback %s', async (_how, callback) => {
    const burgee = startTestBurgee({ flags: FLAGS });
    burgee.intercept = (path) => (path === 'overrides' ? broken() : undefined);
    burgee.overrides.push(aUserOverride({ target: 'ann' }));
    await using server = follow(burgee, { onProblem: callback });
    server.subscribe(callback);
    await server.ready();
    expect((await server.for({ userId: 'ann' })).isEnabled('on')).toBe(true);
  });

  it('when the application closes it twice, or reads afterwards', async () => {
    const burgee = startTestBurgee({ flags: FLAGS });
    burgee.overrides.push(aUserOverride({ target: 'ann' }));
    const server = follow(burgee);
    await server.ready();
    await Promise.all([server.close(), server.close()]);
    const flags = await server.for({ userId: 'ann' });

    expect([flags.isEnabled('on'), flags.isStale, server.status().state]).toEqual([true, true, 'closed']);
    expect(burgee.streams()).toBe(0);
  });
});
