import type { Evaluation } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import type { ContextFlags, FlagServer } from './flag-server-types.ts';

/** The inner facts of flag servers and flags, for Burgee's own packages. */

/** Registered, because a program may have several copies of this package, such as one for `import` and one for `require`. */
const HELD: unique symbol = Symbol.for('@burgee/node/held');
const FIND: unique symbol = Symbol.for('@burgee/node/find');

type Held = () => CompiledRuleset | undefined;
type Find = (flagKey: string) => Evaluation | undefined;

export function withHeld<T extends object>(server: T, held: Held): T {
  return Object.defineProperty(server, HELD, { value: held });
}

export function withFind<T extends object>(flags: T, find: Find): T {
  return Object.defineProperty(flags, FIND, { value: find });
}

/** The ruleset that a flag server holds; `undefined` if there is none. */
export function heldRuleset(server: FlagServer): CompiledRuleset | undefined {
  return (server as { readonly [HELD]?: Held })[HELD]?.();
}

/** The whole result of a flag, which counts as read; `undefined` if there is none. */
export function findEvaluation(flags: ContextFlags, flagKey: string): Evaluation | undefined {
  return (flags as { readonly [FIND]?: Find })[FIND]?.(flagKey);
}
