import type { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aFlag, aRuleset } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { createFollowedSnapshots } from './followed.ts';
import { createSyncLog } from './sync-log.ts';

const production = 'production' as EnvironmentKey;
const rulesetAt = (version: number) => compileRuleset(aRuleset({ version, flags: [aFlag({ key: 'a' })] }));
const news = { origin: 'here', overrides: [] };

describe('13.10 the ruleset of an edge', () => {
  it('is unavailable until the server that is followed has sent it', () => {
    const { current, ruleset } = createFollowedSnapshots(createSyncLog());
    expect(current()).toBeUndefined();
    expect(() => ruleset(production)).toThrow('has not sent');
  });

  it('is that of one environment', () => {
    const { current, ruleset, hold } = createFollowedSnapshots(createSyncLog());
    const held = rulesetAt(1);
    hold(held, news, undefined);
    expect([ruleset(production), current()]).toEqual([held, held]);
    expect(() => ruleset('staging' as EnvironmentKey)).toThrow('no environment "staging"');
  });

  it('notifies streams and followers of its own', async () => {
    const syncLog = createSyncLog();
    const { changes, hold } = createFollowedSnapshots(syncLog);
    hold(rulesetAt(1), news, undefined);
    const ending = new AbortController();
    const versions = changes(production, ending.signal)[Symbol.asyncIterator]();
    const events: string[] = [];
    syncLog.follow(production, 1 as RulesetVersion, (event) => (events.push(String(event)), true));
    hold(rulesetAt(2), news, undefined);
    expect((await versions.next()).value).toBe(2);
    expect(events.join()).toContain('event: reset');
    ending.abort();
    expect((await versions.next()).done).toBe(true);
  });
});
