import {
  type Caller,
  createFollowedSnapshots,
  createRulesetPayloads,
  createSyncLog,
  type EvaluationServices,
  NO_PROTOCOL_USES,
} from '@burgee/api/evaluation';
import { compileRuleset } from '@burgee/evaluator';
import type { FlagBoard } from './flag-board.ts';
import type { DevSessions } from './session-overrides.ts';

type ServiceOptions = {
  readonly board: FlagBoard;
  readonly sessions: DevSessions;
  readonly now: () => number;
  readonly newId: () => string;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
};

/** Evaluates the flags of a board as a server does. */
export function createDevServices({ board, sessions, now, newId, stopping }: ServiceOptions): EvaluationServices {
  const { environment } = board;
  const syncLog = createSyncLog();
  const snapshots = createFollowedSnapshots(syncLog);
  const origin = `burgee dev ${newId()}`;
  // Without a delta, followers get the whole ruleset again, and forget the overrides of sessions.
  const hold = () => snapshots.hold(compileRuleset(board.ruleset()), { origin, overrides: undefined }, undefined);
  hold();
  board.listen(hold);
  // Any id may have overrides: followers ask for each.
  const rulesetPayloads = createRulesetPayloads({ snapshots, overrides: { idsOf: () => undefined }, syncLog });
  const noUsage = { count: () => undefined, countAll: () => undefined, add: () => undefined };
  return {
    ...{
      snapshots,
      overrides: sessions,
      syncLog,
      rulesetPayloads,
      usage: noUsage,
      protocolUses: NO_PROTOCOL_USES,
      environment,
      newId,
    },
    keys: {
      callerOf: (secret) => callerOf(secret, board),
      // Only OFREP has such streams, and `burgee dev` has no OFREP.
      callerOfStream: () => ({ problem: 'invalid' }),
      streamTokenOf: () => undefined,
      list: () => ({ version: board.ruleset().version, keys: [] }),
      isKnownOrigin: () => true,
      endExpired: () => undefined,
    },
    now: () => new Date(now()),
    // No flag of a board has a random rollout.
    random: () => 0,
    publicEvaluation: true,
    draining: stopping,
    stopping,
  };
}

const NEVER = new AbortController().signal;

/** Any secret is a key of the environment: applications keep those that they have. */
function callerOf(secret: string, { environment }: Pick<FlagBoard, 'environment'>): Caller {
  const kind = secret.startsWith('web_') ? 'web' : 'server';
  return { key: { id: 'burgee-dev', name: 'burgee dev', kind, environment, origins: [] }, ended: NEVER };
}
