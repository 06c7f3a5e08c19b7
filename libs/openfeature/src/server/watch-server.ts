import type { CompiledRuleset } from '@burgee/evaluator';
import type { FlagServer, FlagServerStatus } from '@burgee/node';
import { heldRuleset } from '@burgee/node/internal';
import { type OpenFeatureEventEmitter, ServerProviderEvents } from '@openfeature/server-sdk';

/** Reports each change of a flag server as events of OpenFeature, until the returned function is called. */
export function watchServer(burgee: FlagServer, events: Pick<OpenFeatureEventEmitter, 'emit'>): () => void {
  let { state } = burgee.status();
  let ruleset = heldRuleset(burgee);

  function reportState(status: FlagServerStatus): void {
    if (status.state === state) return;
    state = status.state;
    if (state === 'ready') events.emit(ServerProviderEvents.Ready);
    if (state === 'stale') events.emit(ServerProviderEvents.Stale, { message: problemOf(status) });
  }

  return burgee.subscribe(() => {
    reportState(burgee.status());
    const [before, now] = [ruleset, heldRuleset(burgee)];
    ruleset = now;
    if (before && now && before !== now) {
      events.emit(ServerProviderEvents.ConfigurationChanged, { flagsChanged: changedFlags(before, now) });
    }
  });
}

/** Why a flag server has no flags, or old ones. */
export function problemOf({ error }: FlagServerStatus): string {
  return error?.message ?? 'Burgee has not answered.';
}

/**
 * The keys of the flags whose results may differ. A change shares all other flags with the version before; a whole new ruleset
 * shares none, so that all its flags count as changed. Empty for a change of one user's override.
 */
function changedFlags(before: CompiledRuleset, now: CompiledRuleset): string[] {
  const keys = new Set([...before.flags.keys(), ...now.flags.keys()]);
  return [...keys].filter((key) => before.flags.get(key) !== now.flags.get(key));
}
