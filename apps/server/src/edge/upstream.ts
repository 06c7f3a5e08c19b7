import {
  createFollowedSnapshots,
  createRulesetPayloads,
  createSyncLog,
  type EvaluationServices,
  type SyncLog,
  upstreamUnavailable,
} from '@burgee/api';
import type { SyncDelta } from '@burgee/contracts';
import {
  createFollower,
  createKeysFile,
  createProblems,
  createRulesetFile,
  createSyncRequests,
  type FlagServerProblem,
  type Follower,
  keepSnapshot,
  type KeyFollower,
  type NodeRuntime,
  type SyncRequests,
} from '@burgee/node/internal';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { EdgeSettings } from '../env.ts';
import type { Runtime } from '../runtime.ts';
import { createEdgeKeys } from './edge-keys.ts';
import { createEdgeOverrides } from './edge-overrides.ts';

/** The parts of an edge that come from the server that it follows. */
export type Upstream = Pick<
  EvaluationServices,
  'snapshots' | 'overrides' | 'syncLog' | 'rulesetPayloads' | 'keys' | 'environment'
> & {
  readonly requests: SyncRequests;
  readonly follower: Follower;
  readonly keyFollower: KeyFollower;
  /** Whether there is everything that answers need. */
  isLoaded(): boolean;
  /** Resolves once it is. */
  readonly loaded: Promise<void>;
  /** Writes the files, and stops. Never rejects. */
  stop(): Promise<void>;
};

export type EdgeDependencies = {
  readonly settings: EdgeSettings;
  readonly runtime: Pick<Runtime, 'now' | 'clock' | 'random' | 'newId'>;
  readonly log: Logger;
};

/** Follows the server of `UPSTREAM_URL`, and keeps its answers in memory and in files of `DATA_DIR`. */
export function followUpstream({ settings, runtime, log }: EdgeDependencies): Upstream {
  const node: NodeRuntime = {
    fetch: globalThis.fetch,
    now: () => runtime.now().getTime(),
    random: runtime.random,
    randomId: runtime.newId,
  };
  const source = { url: settings.UPSTREAM_URL, key: settings.UPSTREAM_KEY };
  const requests = createSyncRequests(source, node);
  const report = (problem: FlagServerProblem) => logProblem(log, problem);
  const [problems, keyProblems] = [createProblems(report), createProblems(report)];
  const syncLog = createSyncLog();
  const snapshots = createFollowedSnapshots(syncLog);
  const loaded = Promise.withResolvers<void>();
  let wasCurrent = false;

  const isLoaded = () => snapshots.current() !== undefined && keyFollower.held() !== undefined;
  const changed = () => {
    if (isLoaded()) loaded.resolve();
  };
  const fileOf = (name: string) => [join(settings.DATA_DIR, name), source, runtime.newId()] as const;
  const { keys, keyFollower } = createEdgeKeys({
    requests,
    file: createKeysFile(...fileOf('edge-keys.json')),
    runtime: node,
    problems: keyProblems,
    now: runtime.now,
    onChange: changed,
  });
  const follower = createFollower({
    requests,
    runtime: node,
    problems,
    onRuleset: ({ ruleset, origin }, delta) =>
      snapshots.hold(ruleset, { origin, overrides: delta && overrideChangesOf(delta) }, delta),
    onChange: () => {
      kept.changed();
      changed();
      const { isCurrent } = follower.status();
      // After an absence, keys may have been revoked.
      if (isCurrent && !wasCurrent) keyFollower.refresh();
      wasCurrent = isCurrent;
    },
  });
  const kept = keepSnapshot(createRulesetFile(...fileOf('edge-ruleset.json')), follower, problems);
  const overrides = createEdgeOverrides({ follower, requests, runtime: node, problems });
  follower.start();
  keyFollower.start();
  return {
    snapshots,
    overrides,
    syncLog,
    rulesetPayloads: createRulesetPayloads({ snapshots, overrides, syncLog }),
    keys,
    get environment() {
      const held = snapshots.current();
      if (!held) throw upstreamUnavailable();
      return held.environment;
    },
    requests,
    follower,
    keyFollower,
    isLoaded,
    loaded: loaded.promise,
    stop: async () => {
      follower.stop();
      await Promise.all([kept.stop(), keyFollower.stop()]);
    },
  };
}

function overrideChangesOf({ ids, endedFlags }: SyncDelta): NonNullable<Parameters<SyncLog['hear']>[1]['overrides']> {
  return [
    ...ids.map(({ type, id }) => ({ type, target: id })),
    ...endedFlags.map((flagKey) => ({ type: 'flag' as const, flagKey })),
  ];
}

function logProblem(log: Logger, { code, flagKey, message }: FlagServerProblem): void {
  if (code === 'FLAG_BROKEN') log.error({ flagKey, problem: message }, 'flag broken');
  else log.warn({ code, problem: message }, 'the server that this edge follows');
}
