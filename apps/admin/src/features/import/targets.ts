import { type Environment, EnvironmentKey, type PlanUnleashInput } from '@burgee/contracts';

/** The name of an environment of Unleash; `null` if the export does not say. */
export type ExportedName = string | null;

/** The environment here for each one of the export; `null` if it is left out. */
export type Targets = ReadonlyMap<ExportedName, EnvironmentKey | null>;

type Existing = Pick<Environment, 'key' | 'name'>;

/** Suggests the environment of the same name. A single one without a namesake goes to the chosen environment. */
export function suggestTargets(
  names: readonly ExportedName[],
  all: readonly Existing[],
  chosen: Existing | undefined,
): Targets {
  return new Map(
    names.map((name) => {
      const namesake = all.find((environment) => isNamesake(environment, name));
      return [name, namesake?.key ?? (names.length === 1 ? chosen?.key : undefined) ?? null];
    }),
  );
}

function isNamesake({ key, name }: Existing, exported: ExportedName): boolean {
  const words = exported?.toLowerCase();
  return key === words || name.toLowerCase() === words;
}

/** The key of an environment that can be created for one of Unleash. */
export function newTarget(name: ExportedName, all: readonly Existing[]): EnvironmentKey | undefined {
  const key = EnvironmentKey.safeParse(name).data;
  return all.some((environment) => environment.key === key) ? undefined : key;
}

/** The environment of another one of Unleash, which cannot take a second one. */
export function findShared(targets: Targets): EnvironmentKey | undefined {
  const keys = [...targets.values()].filter((key) => key !== null);
  return keys.find((key, index) => keys.indexOf(key) !== index);
}

export type TargetInput = Pick<PlanUnleashInput, 'environments' | 'into'>;

/** The targets as a part of an input; `undefined` if nothing can be imported with them. */
export function targetInput(targets: Targets): TargetInput | undefined {
  const keys = [...targets.values()].filter((key) => key !== null);
  const [first] = keys;
  if (first === undefined || findShared(targets)) return undefined;
  // An export of a single environment may not say its name.
  if (targets.size === 1) return { into: first };
  const named = [...targets].flatMap(([name, key]) => (name === null || key === null ? [] : [[name, key] as const]));
  return { environments: Object.fromEntries(named) };
}
