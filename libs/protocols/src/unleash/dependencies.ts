import type { FlagConfig, Prerequisite } from '@burgee/contracts';
import type { CompiledFlag, CompiledRuleset } from '@burgee/evaluator';
import { isOn } from './served.ts';
import { Unmappable } from './unmappable.ts';
import type { UnleashDependency } from './wire.ts';

export type Parents = {
  readonly flags: CompiledRuleset['flags'];
  /** Whether the flag has an exact counterpart without regard to its own prerequisites. */
  isMapped(key: string): boolean;
  /** Whether an override may serve a value that is not among the variants. */
  hasOwnValue(parent: CompiledFlag): boolean;
};

/**
 * The dependencies that stand for the prerequisites; `never` if they can never hold.
 *
 * @throws Unmappable
 */
export function dependenciesOf(
  prerequisites: readonly Prerequisite[],
  parents: Parents,
): readonly UnleashDependency[] | 'never' {
  const dependencies: UnleashDependency[] = [];
  for (const { flagKey, variants } of prerequisites) {
    const parent = parents.flags.get(flagKey);
    if (!parent || parent.problem !== undefined) return 'never';
    // An Unleash SDK evaluates one level.
    if (parent.config.prerequisites.length > 0) {
      throw new Unmappable(
        `The flag requires "${flagKey}", which has prerequisites, and Unleash has one level of them.`,
      );
    }
    if (!parents.isMapped(flagKey)) {
      throw new Unmappable(`The flag requires "${flagKey}", which cannot be served to Unleash's SDKs.`);
    }
    const dependency = dependencyOn(parent.config, variants, parents.hasOwnValue(parent));
    if (dependency === 'never') return 'never';
    if (dependency !== 'always') dependencies.push(dependency);
  }
  return dependencies;
}

function dependencyOn(
  parent: FlagConfig,
  required: Prerequisite['variants'],
  hasOwnValue: boolean,
): UnleashDependency | 'always' | 'never' {
  const feature = parent.key;
  const on = parent.variants.map(({ key }) => key).filter((key) => isOn(parent, key));
  const wanted = on.filter((key) => required.includes(key));
  const mayBeOff = isOffWanted(parent, required);
  const isEveryOn = wanted.length === on.length && !hasOwnValue;
  if (mayBeOff && isEveryOn) return 'always';
  if (mayBeOff && wanted.length === 0 && on.length > 0) return { feature, enabled: false };
  if (mayBeOff) {
    throw new Unmappable(`The flag requires that "${feature}" is off or returns a variant, and Unleash has no "or".`);
  }
  if (wanted.length === 0) return 'never';
  if (isEveryOn) return { feature, enabled: true };
  if (parent.type === 'boolean') {
    throw new Unmappable(`The flag requires one of several variants of "${feature}", which has none in Unleash.`);
  }
  return { feature, enabled: true, variants: wanted };
}

/** Whether the parent may be off. Every variant that is off must be wanted, or none. */
function isOffWanted(parent: FlagConfig, required: Prerequisite['variants']): boolean {
  const off = parent.variants.map(({ key }) => key).filter((key) => !isOn(parent, key));
  const results = parent.offVariant === null ? [...off, null] : off;
  const wanted = results.filter((result) => required.includes(result));
  if (wanted.length > 0 && wanted.length < results.length) {
    throw new Unmappable(`The flag requires one of several results of "${parent.key}" that are all off in Unleash.`);
  }
  return wanted.length > 0;
}
