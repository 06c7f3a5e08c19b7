import type { FlagConfig } from '@burgee/contracts';
import { all, Inexact, type Logic } from './logic.ts';
import { NOTHING } from './served.ts';

/** The results of flags that others require, or why there is none. */
export type Required = ReadonlyMap<string, Logic | Inexact>;

/** Longer text would multiply: a required flag may require others. */
export const MAX_REQUIRED_LENGTH = 20_000;

/** Whether the prerequisites of a flag hold. @throws Inexact */
export function requirementsLogic({ prerequisites }: FlagConfig, required: Required): Logic {
  return all(
    prerequisites.map(({ flagKey, variants }) => {
      const result = required.get(flagKey);
      // There is no such flag, or it is broken.
      if (result === undefined) return false;
      if (result instanceof Inexact) throw new Inexact(`requires "${flagKey}", which ${result.message}`);
      const accepted = variants.map((variant) => variant ?? NOTHING);
      if (typeof result === 'object' && result !== null) return { in: [result, accepted] };
      return accepted.some((variant) => variant === result);
    }),
  );
}

/** The flags, each after those that it requires. Iterative, because a long chain would overflow the stack. */
export function inOrderOfRequirements(
  flags: ReadonlyMap<string, FlagConfig>,
  cyclic: ReadonlySet<string>,
): Iterable<FlagConfig> {
  const ordered = new Set<FlagConfig>();
  const waiting = [...flags.values()];
  for (let flag = waiting.at(-1); flag; flag = waiting.at(-1)) {
    const { key, prerequisites } = flag;
    const open = cyclic.has(key) ? [] : prerequisites.flatMap(({ flagKey }) => flags.get(flagKey) ?? []);
    const missing = open.filter((required) => !ordered.has(required) && !cyclic.has(required.key));
    waiting.push(...missing);
    if (missing.length > 0) continue;
    ordered.add(flag);
    waiting.pop();
  }
  return ordered;
}
