import {
  DomainError,
  type FlagType,
  type ImportUnleashInput,
  type PlanUnleashInput,
  type UnleashReport,
} from '@burgee/contracts';
import type { Database, WriteContext } from '@burgee/data-access';
import { importUnleashExport, type UnleashExportImport } from '@burgee/importers';
import { invalid } from '../failures/invalid.ts';
import { applyFiles, type ApplyOptions } from '../files/apply.ts';
import { chooseFiles, type ChosenFiles, type Reader } from './choose-files.ts';

/**
 * Imports an export of Unleash in one change: all environments or none. A feature with a part that has no exact counterpart
 * is left out and named.
 *
 * @throws DomainError VALIDATION_FAILED if the document is something else, BUSY if the environments change all the time, and the
 *   failures of `applyFiles`.
 */
export async function importUnleash(
  write: WriteContext,
  { reason, ...input }: ImportUnleashInput,
  { require }: Pick<ApplyOptions, 'require'>,
): Promise<UnleashReport> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const prepared = await prepareImport(write, input);
    const { chosen } = prepared;
    const planned = new Map(chosen.plans.map((plan) => [plan.environment, plan]));
    try {
      if (chosen.files.length > 0) await applyFiles(write, chosen.files, { reason, require, planned });
      return reportOf(prepared);
    } catch (error) {
      if (!isStale(error)) throw error;
    }
  }
  throw new DomainError({ code: 'BUSY', environment: null, retryAfterSec: 1 });
}

/** Someone may change the environments between the plan and the change, which then plans again. */
const ATTEMPTS = 3;

function isStale(error: unknown): boolean {
  return error instanceof DomainError && error.failure.code === 'STALE_REVISION';
}

/** The report of an import that is not made. */
export async function planUnleash(reader: Reader, input: PlanUnleashInput): Promise<UnleashReport> {
  return reportOf(await prepareImport(reader, input));
}

async function prepareImport(
  reader: Reader,
  { document, environments, into, features, update }: PlanUnleashInput,
): Promise<PreparedImport> {
  const flagTypes = await readTypes(reader.database);
  const imported = importUnleashExport(document, { environments, environment: into, flagTypes });
  const selected = features && selectFeatures(features, imported);
  const isSelected = (feature: string) => !selected || selected.has(feature);
  const chosen = await chooseFiles(reader, imported, { update, isSelected });
  return { imported, isSelected, chosen };
}

type PreparedImport = {
  readonly imported: UnleashExportImport;
  readonly isSelected: (feature: string) => boolean;
  readonly chosen: ChosenFiles;
};

/** @throws DomainError VALIDATION_FAILED if the export does not have one of them. */
function selectFeatures(features: readonly string[], { about }: UnleashExportImport): ReadonlySet<string> {
  const index = features.findIndex((feature) => !about.has(feature));
  if (index >= 0) throw invalid(`features.${index}`, `the export has no feature "${features[index]}"`);
  return new Set(features);
}

/** The types of all flags: a flag has the same one in every environment. */
async function readTypes(database: Database): Promise<ReadonlyMap<string, FlagType>> {
  const rows = await database.read((em) =>
    em.execute<{ key: string; type: FlagType }[]>('select distinct flag_key as key, type from feature_flags'),
  );
  return new Map(rows.map(({ key, type }) => [key, type]));
}

function reportOf({ imported, isSelected, chosen }: PreparedImport): UnleashReport {
  const { names, about, archived, environments } = imported;
  const flags = new Set<string>(environments.flatMap(({ ruleset }) => ruleset.flags.map(({ key }) => key)));
  return {
    environments: names.map((name) => {
      const to = environments.find((environment) => environment.name === name);
      return { name: name ?? null, into: to ? to.ruleset.environment : null };
    }),
    plans: [...chosen.plans],
    problems: [...chosen.problems],
    kept: [...chosen.kept],
    archived: archived.filter(isSelected),
    lost: [...about].flatMap(([feature, { lost }]) =>
      lost.length > 0 && flags.has(feature) && isSelected(feature) ? [{ feature, parts: [...lost] }] : [],
    ),
  };
}
