import type { FlagConfig, Prerequisite, VariantKey } from '@burgee/contracts';
import { NEVER } from './conditions.ts';
import type { ImportedFeature } from './features.ts';
import type { Report } from './problems.ts';
import { NO_ONE } from './rollouts.ts';
import type { UnleashFeature } from './schema.ts';

type Dependency = UnleashFeature['dependencies'][number];

/** A feature that others may depend on. `imported` is absent if it has a problem. */
export type Parent = { readonly hasDependencies: boolean; readonly imported: ImportedFeature | undefined };

/** Adds a feature's dependencies. If they can never hold, the flag keeps its strategies but is off for everyone. */
export function withDependencies(
  flag: FlagConfig,
  dependencies: readonly Dependency[],
  parents: ReadonlyMap<string, Parent>,
  report: Report,
): FlagConfig {
  const prerequisites: Prerequisite[] = [];
  let canHold = true;
  for (const dependency of dependencies) {
    const parent = parents.get(dependency.feature);
    // Unleash evaluates one level: a parent with its own parents never counts, which also rules out cycles.
    if (!parent || parent.hasDependencies) {
      canHold = false;
    } else if (!parent.imported) {
      report(`dependency "${dependency.feature}"`, 'that feature was not imported');
    } else {
      const variants = requiredVariants(dependency, parent.imported);
      if (variants.length > 0) prerequisites.push({ flagKey: parent.imported.flag.key, variants });
      else canHold = false;
    }
  }
  return canHold ? { ...flag, prerequisites } : { ...switchOff(flag), prerequisites };
}

/** The variants of the parent that satisfy a dependency; `null` is off without a variant. */
function requiredVariants({ enabled, variants }: Dependency, { flag, plain }: ImportedFeature): (VariantKey | null)[] {
  if (enabled === false) return [flag.offVariant];
  const on = flag.variants.map((variant) => variant.key).filter((key) => key !== flag.offVariant);
  if (variants.length === 0) return on;
  // Unleash calls the variant of a parent that is on without a variant `disabled`; our key for it does not exist there.
  return on.filter((key) => (key === plain ? variants.includes('disabled') : variants.includes(key)));
}

function switchOff(flag: FlagConfig): FlagConfig {
  return {
    ...flag,
    rollout: NO_ONE,
    rules: flag.rules.map((rule) => ({ ...rule, condition: { all: [NEVER, rule.condition] } })),
  };
}
