import type { EnvironmentKey, RulesetDelta, RulesetVersion, SyncDelta } from '@burgee/contracts';
import type { News } from '@burgee/data-access';
import { applyDelta, type CompiledRuleset, compileRuleset, rulesetChecksum } from '@burgee/evaluator';
import { aFlag, aRuleset } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { createSyncLog, type SyncLog } from './sync-log.ts';

const environment = 'production' as EnvironmentKey;
const v = (version: number) => version as RulesetVersion;

function deltaTo(to: number, enabled = to % 2 === 0): RulesetDelta {
  return {
    from: v(to - 1),
    to: v(to),
    flags: { put: [aFlag({ key: 'a', enabled })], delete: [] },
    segments: { put: [], delete: [] },
    overrides: { put: [], delete: [] },
  };
}

function newsOf(to: number, origin = 'here'): News {
  return { version: v(to), origin, delta: undefined, overrides: [] };
}

/** A server that serves version 1, and moves to the next version with each `change`. */
function aServer(first = 1) {
  const log = createSyncLog();
  let ruleset = compileRuleset(aRuleset({ version: v(first), flags: [aFlag({ key: 'a' })] }));
  log.hear(ruleset, newsOf(first), undefined);
  return {
    log,
    current: () => ruleset,
    change: (news: Partial<News> = {}): void => {
      const delta = deltaTo(ruleset.version + 1);
      ruleset = applyDelta(ruleset, delta) as CompiledRuleset;
      log.hear(ruleset, { ...newsOf(ruleset.version), ...news }, delta);
    },
    /** Moves to a version without knowing the changes. */
    jump: (to: number): void => {
      ruleset = compileRuleset({ ...ruleset.source, version: v(to) });
      log.hear(ruleset, newsOf(to), undefined);
    },
  };
}

/** A follower that reads as fast as it can, unless `isSlow`. */
function aFollower(log: SyncLog, from?: number) {
  const reader = { isSlow: false };
  const events: string[] = [];
  const following = log.follow(environment, from === undefined ? undefined : v(from), (event) => {
    events.push(String(event));
    return !reader.isSlow;
  });
  return { ...following, reader, taken: () => events.splice(0).map(summaryOf) };
}

const dataOf = (event: string) => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '') as SyncDelta & { version: number };
function summaryOf(event: string): string {
  const data = dataOf(event);
  return event.includes('event: reset') ? `reset ${data.version}` : `${data.from}-${data.to}`;
}

describe('13.4 a follower', () => {
  it('that holds the current version gets each change once, with the checksum of what it leads to', () => {
    const { log, change, current } = aServer();
    const texts: string[] = [];
    log.follow(environment, v(1), (event) => (texts.push(String(event)), true));
    expect(texts).toEqual([]);
    change({
      overrides: [{ version: v(2), type: 'user', target: 'ada' as never, flagKey: 'a' as never, isGone: false }],
    });
    change({ overrides: [{ version: v(3), type: 'flag', flagKey: 'b' as never }] });
    expect(texts.map(summaryOf)).toEqual(['1-2', '2-3']);
    expect(texts[1]).toMatch(/^id: 3\nevent: delta\ndata: \{.*\}\n\n$/);
    const [first, second] = texts.map(dataOf);
    expect(first).toMatchObject({ environment, origin: 'here', ids: [{ type: 'user', id: 'ada' }], endedFlags: [] });
    expect(second).toMatchObject({ ids: [], endedFlags: ['b'], checksum: rulesetChecksum(current().source) });
  });

  it('shares the bytes of an event with all others', () => {
    const { log, change } = aServer();
    const events: Buffer[] = [];
    for (let n = 0; n < 3; n++) log.follow(environment, v(1), (event) => (events.push(event), true));
    change();
    expect(new Set(events).size).toBe(1);
    expect(events).toHaveLength(3);
  });

  it('that returns gets what it missed', () => {
    const { log, change } = aServer();
    aFollower(log, 1).stop();
    for (let n = 0; n < 5; n++) change();
    expect(aFollower(log, 3).taken()).toEqual(['3-4', '4-5', '5-6']);
    expect(aFollower(log, 6).taken()).toEqual([]);
  });

  it.each([
    ['holds nothing', undefined],
    ['holds a version from before the log', 0],
  ])('that %s must get the whole ruleset', (_what, from) => {
    const { log, change } = aServer();
    aFollower(log, 1).stop();
    change();
    const follower = aFollower(log, from);
    expect(follower.taken()).toEqual(['reset 2']);
    change();
    expect(follower.taken()).toEqual(['2-3']);
  });

  it('must get the whole ruleset if it missed more than 100 changes', () => {
    const { log, change } = aServer();
    aFollower(log, 1).stop();
    for (let n = 0; n < 101; n++) change();
    expect(aFollower(log, 1).taken()).toEqual(['reset 102']);
    expect(aFollower(log, 2).taken()).toHaveLength(100);
  });

  it('must get the whole ruleset after a change that is not known', () => {
    const { log, change, jump } = aServer();
    const follower = aFollower(log, 1);
    change();
    jump(7);
    change();
    expect(follower.taken()).toEqual(['1-2', 'reset 7', '7-8']);
    expect(aFollower(log, 2).taken()).toEqual(['reset 8']);
  });

  it('that comes from a newer server waits until this one has its version, and never goes back', () => {
    const { log, change, jump } = aServer(8);
    const [one, other] = [aFollower(log, 10), aFollower(log, 10)];
    change();
    change();
    expect(one.taken()).toEqual([]);
    change();
    expect(one.taken()).toEqual(['10-11']);
    other.stop();
    const late = aFollower(log, 20);
    jump(25);
    expect(late.taken()).toEqual(['reset 25']);
  });

  it('that is slow gets nothing until it has read, and then only what still matters', () => {
    const { log, change } = aServer();
    const follower = aFollower(log, 1);
    follower.reader.isSlow = true;
    change();
    for (let n = 0; n < 200; n++) change();
    expect(follower.taken()).toEqual(['1-2']);
    follower.reader.isSlow = false;
    follower.resume();
    expect(follower.taken()).toEqual(['reset 202']);
    change();
    expect(follower.taken()).toEqual(['202-203']);
  });

  it('gets the whole ruleset of another database, even at a lower version', () => {
    const { log, jump, current } = aServer(5);
    const follower = aFollower(log, 5);
    const other = compileRuleset({ ...current().source, version: v(2) });
    log.hear(other, newsOf(2, 'another database'), undefined);
    expect(follower.taken()).toEqual(['reset 2']);
    log.hear(other, newsOf(2, 'another database'), undefined);
    expect(follower.taken()).toEqual([]);
    jump(6);
    expect(follower.taken()).toEqual(['reset 6']);
  });

  it('that has stopped gets nothing more', () => {
    const { log, change } = aServer();
    const follower = aFollower(log, 1);
    follower.stop();
    change();
    expect(follower.taken()).toEqual([]);
  });
});

it('13.4 an environment that is not loaded cannot be followed', () => {
  const log = createSyncLog();
  expect(() => log.origin(environment)).toThrow('no ruleset of production');
  expect(() => log.follow(environment, undefined, () => true)).toThrow('no ruleset of production');
});

it('13.4 the origin is that of the newest news', () => {
  const { log, change, current } = aServer();
  change({ origin: 'restored' });
  expect(log.origin(environment)).toBe('restored');
  log.hear(compileRuleset({ ...current().source, version: v(9) }), newsOf(9, 'again'), undefined);
  expect(log.origin(environment)).toBe('again');
});
