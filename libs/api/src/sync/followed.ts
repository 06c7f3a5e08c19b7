import { DomainError, type EnvironmentKey, type RulesetDelta, type RulesetVersion } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import type { EvaluationServices } from '../context.ts';
import { latest, type Listener, valuesOf } from '../streams/latest.ts';
import type { SyncLog } from './sync-log.ts';

/** The ruleset of a server that follows another one: received instead of loaded, and of one environment. */
export type FollowedSnapshots = EvaluationServices['snapshots'] & {
  /** The ruleset that is held, if any. */
  current(): CompiledRuleset | undefined;
  /** Serves a ruleset from now on. @param delta leads to it from the previous one, if known. */
  hold(ruleset: CompiledRuleset, news: Parameters<SyncLog['hear']>[1], delta: RulesetDelta | undefined): void;
};

/** How long clients wait before they ask again while there is no ruleset. */
const RETRY_SEC = 1;

export function upstreamUnavailable(): DomainError {
  return new DomainError({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSec: RETRY_SEC });
}

export function createFollowedSnapshots(syncLog: Pick<SyncLog, 'hear'>): FollowedSnapshots {
  const listeners = new Set<Listener<EnvironmentKey, RulesetVersion>>();
  let held: CompiledRuleset | undefined;
  return {
    current: () => held,
    ruleset: (environment) => {
      if (!held) throw upstreamUnavailable();
      if (held.environment === environment) return held;
      throw new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: [held.environment] });
    },
    // Attaches the listener now, not when the first version is requested.
    changes: (_environment, signal) => valuesOf(latest(listeners, signal)),
    hold: (ruleset, news, delta) => {
      held = ruleset;
      syncLog.hear(ruleset, news, delta);
      for (const listener of [...listeners]) listener(ruleset.environment, ruleset.version);
    },
  };
}
