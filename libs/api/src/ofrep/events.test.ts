import type { EnvironmentKey } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aRuleset } from '@burgee/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFollowedSnapshots } from '../sync/followed.ts';
import { createSyncLog } from '../sync/sync-log.ts';
import { catchUpWith } from './events.ts';

const production = 'production' as EnvironmentKey;

function snapshotsAt(version: number) {
  const snapshots = createFollowedSnapshots(createSyncLog());
  const hold = (version: number) =>
    snapshots.hold(compileRuleset(aRuleset({ version })), { origin: 'here', overrides: [] }, undefined);
  hold(version);
  return { snapshots, hold };
}

describe('15.2 a request after an event of another server', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('waits for the version that the event announced', async () => {
    const { snapshots, hold } = snapshotsAt(7);
    const done: string[] = [];
    const waiting = catchUpWith({ snapshots }, production, '9').then(() => done.push('caught up'));
    hold(8);
    await new Promise(setImmediate);
    expect(done).toEqual([]);
    hold(9);
    await waiting;
    expect(snapshots.ruleset(production).version).toBe(9);
  });

  it.each([undefined, '', 'x', '7', '3', '-1', '1e9'])('waits for nothing after %j', async (etag) => {
    const { snapshots } = snapshotsAt(7);
    const changes = vi.spyOn(snapshots, 'changes');
    await catchUpWith({ snapshots }, production, etag);
    expect(changes).not.toHaveBeenCalled();
  });

  it('waits for a while, and not longer', async () => {
    const timeout = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
    const { snapshots } = snapshotsAt(7);
    const waiting = catchUpWith({ snapshots }, production, '999');
    timeout.abort();
    await waiting;
    expect(snapshots.ruleset(production).version).toBe(7);
  });
});
