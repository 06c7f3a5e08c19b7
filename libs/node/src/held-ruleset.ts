import type { SyncDelta, SyncedRuleset } from '@burgee/contracts/sync';
import { applyDelta, type CompiledRuleset, compileRuleset, rulesetChecksum } from '@burgee/evaluator';

/** A ruleset that was received, and the database it belongs to. Immutable. */
export type HeldRuleset = {
  readonly origin: string;
  readonly checksum: string;
  readonly ruleset: CompiledRuleset;
};

/**
 * The result of a received ruleset or delta. `unchanged`: it is already held. `behind`: it is older than the held one.
 * `gap`: it does not continue the held one. `foreign`: it belongs to another environment or database. `damaged`: its content
 * does not match its checksum.
 */
export type Received =
  | { readonly outcome: 'held'; readonly held: HeldRuleset; readonly isOtherDatabase: boolean }
  | { readonly outcome: 'unchanged' | 'behind' | 'gap' | 'foreign' | 'damaged' };

/** Receives a whole ruleset. That of another database replaces any version, because versions of two databases do not compare. */
export function receiveRuleset(
  held: HeldRuleset | undefined,
  { environment, origin, version, checksum, ruleset }: SyncedRuleset,
): Received {
  if (ruleset.environment !== environment || ruleset.version !== version) return { outcome: 'damaged' };
  if (rulesetChecksum(ruleset) !== checksum) return { outcome: 'damaged' };
  const isOtherDatabase = held !== undefined && (held.origin !== origin || held.ruleset.environment !== environment);
  if (held && !isOtherDatabase) {
    if (version < held.ruleset.version) return { outcome: 'behind' };
    if (version === held.ruleset.version && checksum === held.checksum) return { outcome: 'unchanged' };
  }
  return { outcome: 'held', held: { origin, checksum, ruleset: compileRuleset(ruleset) }, isOtherDatabase };
}

/** Receives a delta. It is applied only to the version that it continues. */
export function receiveDelta(held: HeldRuleset, delta: SyncDelta): Received {
  const { environment, origin, checksum, from, to } = delta;
  if (environment !== held.ruleset.environment || origin !== held.origin) return { outcome: 'foreign' };
  if (to <= held.ruleset.version) return { outcome: 'behind' };
  if (from !== held.ruleset.version) return { outcome: 'gap' };
  const ruleset = applyDelta(held.ruleset, delta);
  if (!ruleset || rulesetChecksum(ruleset.source) !== checksum) return { outcome: 'damaged' };
  return { outcome: 'held', held: { origin, checksum, ruleset }, isOtherDatabase: false };
}
