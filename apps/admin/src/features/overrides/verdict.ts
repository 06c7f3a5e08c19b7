import type { Flag, Override, ResolvedOverride } from '@burgee/contracts';
import { layerOf, survivesKillSwitch, whyFlagIsOff } from './layers.ts';

/** Whom one asks for. Empty texts are ids that nobody gave. */
export type Ids = { readonly userId: string; readonly sessionId: string; readonly testRunId: string };
export const NOBODY: Ids = { userId: '', sessionId: '', testRunId: '' };

export type Verdict = {
  readonly sentence: string;
  /** What somebody should know beside it. */
  readonly note?: string;
};

type Case = {
  readonly flag: Pick<Flag, 'enabled' | 'archived' | 'expiresAt'>;
  readonly ids: Ids;
  readonly resolved: ResolvedOverride;
  readonly permitsSessionOverrides: boolean;
  readonly now: number;
};

/** Which override wins, said in words. */
export function verdictOf({
  flag,
  ids,
  resolved: { override, shadowed },
  permitsSessionOverrides,
  now,
}: Case): Verdict {
  const whom = whomOf(ids);
  const forbids = ids.sessionId !== '' && !permitsSessionOverrides;
  const note = forbids ? { note: 'This environment does not permit session overrides, so none counts here.' } : {};
  if (!override) {
    const off = whyFlagIsOff(flag, now);
    return { sentence: `No override counts for ${whom}. ${off ? `${off}.` : 'Rules and rollout decide.'}`, ...note };
  }
  const name = layerOf(override.type).name.toLowerCase();
  const off = survivesKillSwitch(override.type) ? undefined : whyFlagIsOff(flag, now);
  if (off) {
    return {
      sentence: `${off}, so ${whom} gets off.`,
      note: `The ${name} override stands below the kill switch. It counts again once the flag is on.`,
    };
  }
  return { sentence: `For ${whom} the ${name} override wins${shadows(shadowed)}.`, ...note };
}

const listed = new Intl.ListFormat('en-GB');

function shadows(shadowed: readonly Override[]): string {
  const names = shadowed.map(({ type }) => layerOf(type).name.toLowerCase());
  return names.length === 0 ? '' : `, and shadows ${listed.format(names)}`;
}

function whomOf({ userId, sessionId, testRunId }: Ids): string {
  if (userId) return userId;
  if (sessionId) return `the session ${sessionId}`;
  return testRunId ? `the test run ${testRunId}` : 'everybody';
}
