import { type FlagConfig, HOUR_MS, type RulesetVersion, VariantKey } from '@burgee/contracts';
import { addUsage, type Database } from '@burgee/data-access';
import { applyDelta, type CompiledRuleset, compileRuleset } from '@burgee/evaluator';
import { aFlag, aRuleset, aTextFlag, NOW } from '@burgee/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../test-services.ts';
import { createUsageCounter, type UsageCounterOptions } from './counter.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(() => api.services.database.write((em) => em.execute('delete from flag_usage')));
afterAll(() => api[Symbol.asyncDispose]());

const [on, off] = ['on', 'off'].map((key) => VariantKey.parse(key)) as [VariantKey, VariantKey];
const away: Database['write'] = () => Promise.reject(new Error('the database is away'));

/** Creates a counting server with a database that may be unavailable. */
function aServer(options: Partial<UsageCounterOptions> = {}) {
  const dropped: number[] = [];
  const door: { write: Database['write'] } = { write: api.services.database.write };
  const write: UsageCounterOptions['write'] = (cells) => door.write((em) => addUsage(em, cells));
  const counter = createUsageCounter({ write, onDropped: (answers) => void dropped.push(answers), ...options });
  return { counter, dropped, door };
}

function rulesetOf(keys: readonly string[]): CompiledRuleset {
  return compileRuleset(aRuleset({ flags: keys.map((key) => aFlag({ key })) }));
}

function answersOf({ version }: CompiledRuleset, keys: readonly string[], variant: VariantKey | null = on) {
  return keys.map((key) => ({ key, version, enabled: true, reason: 'STATIC' as const, ...(variant && { variant }) }));
}

/** The counts in the database. */
async function stored(): Promise<Record<string, number>> {
  const rows: { name: string; count: number }[] = await api.services.database.read((em) =>
    em.execute(
      `select concat_ws(' ', flag_key, variant) as name, sum(count)::float8 as count from flag_usage group by 1`,
    ),
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

const KEYS = ['a', 'b'];
const RULESETS = [rulesetOf(KEYS), rulesetOf([...KEYS].reverse())];
const SERVERS = 3;
const EVENT = fc.record({
  server: fc.nat(SERVERS - 1),
  what: fc.constantFrom('ask', 'ask', 'ask', 'ask', 'flush', 'fail', 'crash'),
  key: fc.constantFrom(...KEYS),
  variant: fc.constantFrom(on, off, null),
  ruleset: fc.nat(RULESETS.length - 1),
  hour: fc.nat(2),
});

describe('B.17 counts', () => {
  it('add up over servers, versions, hours and failures; a crash loses what was counted since the last flush', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(EVENT, { maxLength: 40 }), async (events) => {
        await api.services.database.write((em) => em.execute('delete from flag_usage'));
        const servers = Array.from({ length: SERVERS }, () => ({ ...aServer(), asked: [] as string[] }));
        const written: string[] = [];
        for (const { server: at, what, key, variant, ruleset: version, hour } of events) {
          const server = servers[at]!;
          const ruleset = RULESETS[version]!;
          if (what === 'ask') {
            server.counter.count(ruleset, answersOf(ruleset, [key], variant), NOW + hour * HOUR_MS);
            server.asked.push(variant ? `${key} ${variant}` : `${key} `);
          }
          if (what === 'flush') {
            await server.counter.flush();
            written.push(...server.asked.splice(0));
          }
          if (what === 'fail' && server.asked.length > 0) {
            server.door.write = away;
            await expect(server.counter.flush()).rejects.toThrow('away');
            server.door.write = api.services.database.write;
          }
          if (what === 'crash') servers[at] = { ...aServer(), asked: [] };
        }
        // All servers flush at once, as on shutdown.
        await Promise.all(servers.map(({ counter }) => counter.flush()));
        written.push(...servers.flatMap(({ asked }) => asked));
        const expected = Object.entries(Object.groupBy(written, (name) => name)).map(([name, all]) => [
          name,
          all!.length,
        ]);
        expect(await stored()).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 30 },
    );
  });

  it('of all flags are assigned by place', async () => {
    const { counter } = aServer();
    for (const [index, ruleset] of RULESETS.entries()) {
      const answers = [...ruleset.flags.keys()].flatMap((key) => answersOf(ruleset, [key], key === 'a' ? on : null));
      for (let times = 0; times <= index; times++) counter.countAll(ruleset, answers, NOW);
    }
    await counter.flush();
    expect(await stored()).toEqual({ 'a on': 3, 'b ': 3 });
  });

  it.each<[string, FlagConfig]>([
    ['another state', aFlag({ key: 'b', enabled: false })],
    ['other variants', aTextFlag({ key: 'b' })],
    [
      'more variants',
      { ...aFlag({ key: 'b' }), variants: [...aFlag().variants, { key: 'more' as VariantKey, value: true }] },
    ],
    ['nothing that can be evaluated', { ...aFlag({ key: 'b' }), variants: 7 as never }],
  ])('13.1 continue with the next version, in which a flag has %s', async (_what, changed) => {
    const { counter } = aServer();
    const before = rulesetOf(KEYS);
    const changes = { put: [], delete: [] };
    const delta = { segments: changes, overrides: changes, flags: { put: [changed], delete: [] } };
    const after = applyDelta(before, { ...delta, from: before.version, to: (before.version + 1) as RulesetVersion })!;
    counter.count(before, answersOf(before, KEYS), NOW);
    counter.count(after, answersOf(after, ['a']), NOW);
    await counter.flush();
    expect(await stored()).toEqual({ 'a on': 2, 'b on': 1 });
  });

  it('of many servers that write the same cells at once all add up', async () => {
    const keys = Array.from({ length: 1_500 }, (_, at) => `flag-${at}`);
    const ruleset = rulesetOf(keys);
    const servers = Array.from({ length: 5 }, () => aServer());
    // Each server has the flags in another order.
    servers.forEach(({ counter }, at) => {
      const rotated = rulesetOf([...keys.slice(at * 300), ...keys.slice(0, at * 300)]);
      counter.count(at % 2 ? rotated : ruleset, answersOf(ruleset, keys), NOW);
    });
    await Promise.all(servers.map(({ counter }) => counter.flush()));
    expect(await stored()).toEqual(Object.fromEntries(keys.map((key) => [`${key} on`, 5])));
  });

  it('that were partly written are not written twice', async () => {
    const { counter, door } = aServer();
    const keys = Array.from({ length: 2_500 }, (_, at) => `flag-${at}`);
    const ruleset = rulesetOf(keys);
    counter.countAll(ruleset, answersOf(ruleset, keys), NOW);
    let writes = 0;
    door.write = (work) => (writes++ === 1 ? away(work) : api.services.database.write(work));
    await expect(counter.flush()).rejects.toThrow('away');
    expect(Object.keys(await stored())).toHaveLength(1_000);
    counter.countAll(ruleset, answersOf(ruleset, keys), NOW);
    await counter.flush();
    expect(await stored()).toEqual(Object.fromEntries(keys.map((key) => [`${key} on`, 2])));
  });

  it('use limited memory; dropped answers are reported once per flush', async () => {
    const { counter, dropped, door } = aServer({ maxCells: 2 });
    const keys = ['a', 'b', 'c'];
    const ruleset = rulesetOf(keys);
    const countAll = () => counter.countAll(ruleset, answersOf(ruleset, keys), NOW);
    door.write = away;
    countAll();
    countAll();
    await expect(counter.flush()).rejects.toThrow('away');
    countAll();
    await expect(counter.flush()).rejects.toThrow('away');
    expect(dropped).toEqual([2, 1]);
    door.write = api.services.database.write;
    await counter.flush();
    expect(await stored()).toEqual({ 'a on': 3, 'b on': 3 });
    // The flush freed memory.
    countAll();
    await counter.flush();
    expect(await stored()).toEqual({ 'a on': 4, 'b on': 4 });
    expect(dropped).toEqual([2, 1, 1]);
  });

  it('need no query if there are none', async () => {
    const { counter, door } = aServer();
    door.write = away;
    await counter.flush();
  });
});
