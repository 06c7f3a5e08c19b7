import type { EnvironmentKey } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aFlag, aRollout, aRuleset, NOW } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EvaluationServices } from '../context.ts';
import { rulesetChanges } from '../evaluation/changes.ts';
import { createFollowedSnapshots } from '../sync/followed.ts';
import { createSyncLog } from '../sync/sync-log.ts';
import { refetchEvents } from './events.ts';
import { nextTurn } from './turns.ts';

const production = 'production' as EnvironmentKey;
const inMs = (ms: number) => new Date(NOW + ms).toISOString();
const stepsAt = (...instants: number[]) =>
  aRollout(0, { schedule: { kind: 'steps', steps: instants.map((ms) => ({ at: inMs(ms), percentage: 100 })) } });

describe('15.2 the next instant at which time alone changes flags', () => {
  it('is that of the first step, expiry or end of a global override that is to come', () => {
    const flags = [
      aFlag({ key: 'steps', rollout: stepsAt(-5, 900) }),
      aFlag({ key: 'expiring', expiresAt: inMs(700) }),
      aFlag({ key: 'timeless' }),
    ];
    const ruleset = compileRuleset(aRuleset({ flags }));
    expect(nextTurn(ruleset, NOW)).toBe(NOW + 700);
    expect(nextTurn(ruleset, NOW + 700)).toBe(NOW + 900);
    expect(nextTurn(ruleset, NOW + 1_000)).toBeUndefined();
  });
});

describe('15.2 the events of OFREP', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  /** A stream of a client that knows version 1. */
  function open(rollout: ReturnType<typeof stepsAt>) {
    const snapshots = createFollowedSnapshots(createSyncLog());
    const hold = (version: number) =>
      snapshots.hold(
        compileRuleset(aRuleset({ version: version, flags: [aFlag({ rollout })] })),
        { origin: 'here', overrides: [] },
        undefined,
      );
    hold(1);
    const stopping = new AbortController();
    const services = { snapshots, now: () => new Date(Date.now()), random: () => 0.5, stopping: stopping.signal };
    const changes = rulesetChanges(services as unknown as EvaluationServices, production, '1', undefined);
    const events: string[] = [];
    const ended = (async () => {
      for await (const [id] of refetchEvents(services, production, changes)) events.push(id);
    })();
    return { hold, events, ended, stop: () => stopping.abort() };
  }

  it('come with each change and, a little later, with each turn', async () => {
    const { hold, events, ended, stop } = open(stepsAt(60_000, 120_000));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(events).toEqual(['1']);
    hold(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['1', '2']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual(['1', '2', '2']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(events).toHaveLength(3);
    stop();
    await ended;
  });

  it('leave no timer behind when the stream ends', async () => {
    const { ended, stop } = open(stepsAt(60_000));
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    stop();
    await ended;
    expect(vi.getTimerCount()).toBe(0);
  });
});
