import type { EnvironmentKey } from '@burgee/contracts';
import type { QueryKey } from '@tanstack/react-query';

/** The changes that a query's answer depends on. */
type Rule = {
  /** `named`: those of the environment that the input names, or of every environment if it names none. */
  readonly environments: 'named' | 'every' | 'none';
  /** Those of keys and people. */
  readonly access: boolean;
};

/** For a path without a rule: a missing rule costs requests, but shows nothing outdated. */
const EVERY_CHANGE: Rule = { environments: 'every', access: true };
const NAMED_ENVIRONMENT: Rule = { environments: 'named', access: false };
const ONLY_ACCESS: Rule = { environments: 'none', access: true };

/** By router or by procedure; the procedure's rule takes precedence. */
const RULES: ReadonlyMap<unknown, Rule> = new Map([
  ['flags', NAMED_ENVIRONMENT],
  // Shows the switch of every environment that the reader's role reaches.
  ['flags.table', EVERY_CHANGE],
  ['overrides', NAMED_ENVIRONMENT],
  ['segments', NAMED_ENVIRONMENT],
  ['evaluation', NAMED_ENVIRONMENT],
  ['environments', { environments: 'every', access: false }],
  // A trail can be filtered by an actor's current name.
  ['audit.list', { environments: 'named', access: true }],
  ['audit.actorName', ONLY_ACCESS],
  ['keys', ONLY_ACCESS],
  // Nothing announces that a program has asked for flags: readers ask again.
  ['connections.list', ONLY_ACCESS],
  ['connections.unmapped', NAMED_ENVIRONMENT],
  ['people', ONLY_ACCESS],
  ['session', ONLY_ACCESS],
  // Each request counts as a guess of a code.
  ['session.waitingLogin', { environments: 'none', access: false }],
]);

/**
 * Whether a change can change the answer of a query.
 *
 * @param key a key of tRPC: the path, then the input.
 * @param changed the environment of the change; `null` for keys and people.
 */
export function isConcerned(key: QueryKey, changed: EnvironmentKey | null): boolean {
  const { environments, access } = ruleOf(key);
  if (changed === null) return access;
  if (environments !== 'named') return environments === 'every';
  const { input } = (key[1] ?? {}) as { readonly input?: { readonly environment?: unknown } };
  return input?.environment === undefined || input.environment === changed;
}

/** Whether the answer depends on keys and people alone. */
export function isOnlyAboutAccess({ queryKey }: { readonly queryKey: QueryKey }): boolean {
  return ruleOf(queryKey) === ONLY_ACCESS;
}

/** Whether the answer is computed from a server's memory, which another server may bring up to date later. */
export function isFromMemory([path]: QueryKey): boolean {
  return Array.isArray(path) && path[0] === 'evaluation';
}

function ruleOf([path]: QueryKey): Rule {
  if (!Array.isArray(path)) return EVERY_CHANGE;
  return RULES.get(path.join('.')) ?? RULES.get(path[0]) ?? EVERY_CHANGE;
}
