import { DomainError, type FlagType } from '@burgee/contracts';
import { type AboutFeature, aboutFeatures } from './about-features.ts';
import type { ExportedEnvironment } from './export-environments.ts';
import { importStates, type UnleashImport } from './import-state.ts';
import { readExport } from './read-export.ts';

export type UnleashExportOptions = {
  /**
   * Our environment for each one of Unleash; the others are left out. By default, each one goes to the environment of the
   * same name.
   */
  readonly environments?: Readonly<Record<string, string>> | undefined;
  /** Our environment for an export that has only one. */
  readonly environment?: string | undefined;
  /** Types of flags that exist already, by key: a flag has the same type in all environments. */
  readonly flagTypes?: ReadonlyMap<string, FlagType>;
};

export type UnleashExportImport = {
  /** The names of all environments of the export; `undefined` if it does not say. */
  readonly names: readonly (string | undefined)[];
  readonly environments: readonly ImportedEnvironment[];
  /** By the name of the feature. */
  readonly about: ReadonlyMap<string, AboutFeature>;
  /** Archived features, which Unleash does not send to SDKs. */
  readonly archived: readonly string[];
};

export type ImportedEnvironment = UnleashImport & {
  /** Its name in Unleash; `undefined` if the export does not say. */
  readonly name: string | undefined;
};

/**
 * Converts any export of Unleash: the response for SDKs or of the admin API, an export of the state (versions 1 to 5) or of
 * selected features. Each environment is converted like by `importUnleash`, and a flag gets the same type in all of them.
 *
 * @throws DomainError VALIDATION_FAILED if it is something else, or if an environment is missing.
 */
export function importUnleashExport(document: unknown, options: UnleashExportOptions = {}): UnleashExportImport {
  const exported = readExport(document);
  const archived = new Set<string>();
  const targets = targetsOf(exported, options);
  const imported = importStates(
    targets.map(([{ state, refused }, environment]) => ({
      environment,
      refused,
      state: withoutArchived(state, archived),
    })),
    options.flagTypes ?? new Map(),
  );
  const environments = targets.map(([{ name }], index) => ({ name, ...(imported[index] as UnleashImport) }));
  const names = exported.map(({ name }) => name);
  return { names, environments, about: aboutFeatures(document), archived: [...archived].sort() };
}

type Target = readonly [from: ExportedEnvironment, environment: string];

function targetsOf(exported: readonly ExportedEnvironment[], options: UnleashExportOptions): readonly Target[] {
  const { environments, environment } = options;
  if (environments) {
    return Object.entries(environments).map(([name, target]): Target => {
      const from = exported.find((one) => one.name === name);
      if (!from) throw unknownEnvironment(name, exported);
      return [from, target];
    });
  }
  const [only, ...others] = exported;
  if (environment === undefined) return exported.map((from) => [from, from.name ?? missing(NO_NAME)]);
  if (others.length > 0) missing(`has the environments ${namesOf(exported)}: say where each one goes`);
  return only ? [[only, environment]] : [];
}

const NO_NAME = 'does not name its environment: say into which one it goes';

function missing(message: string): never {
  throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'document', message }] });
}

function unknownEnvironment(name: string, exported: readonly ExportedEnvironment[]): DomainError {
  const message = `the export has no environment "${name}", only ${namesOf(exported) || 'one without a name'}`;
  return new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: `environments.${name}`, message }] });
}

function namesOf(exported: readonly ExportedEnvironment[]): string {
  return exported.flatMap(({ name }) => (name === undefined ? [] : [`"${name}"`])).join(', ');
}

type MaybeArchived = { readonly name?: unknown; readonly archived?: unknown; readonly archivedAt?: unknown };

/** @param archived gets the names of the features that are left out. */
function withoutArchived(state: unknown, archived: Set<string>): unknown {
  const { features, ...rest } = state as { readonly features: readonly (MaybeArchived | null)[] };
  const isArchived = (feature: MaybeArchived | null) =>
    feature?.archived === true || typeof feature?.archivedAt === 'string';
  for (const feature of features) if (isArchived(feature)) archived.add(String(feature?.name));
  return { ...rest, features: features.filter((feature) => !isArchived(feature)) };
}
