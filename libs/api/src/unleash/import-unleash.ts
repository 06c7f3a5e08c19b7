import {
  DomainError,
  type FlagType,
  type ImportUnleashInput,
  type PlanUnleashInput,
  type UnleashReport,
} from '@burgee/contracts';
import type { Database, WriteContext } from '@burgee/data-access';
import { importUnleashExport, type UnleashExportImport } from '@burgee/importers';
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
    const { imported, chosen } = await prepareImport(write, input);
    const planned = new Map(chosen.plans.map((plan) => [plan.environment, plan]));
    try {
      if (chosen.files.length > 0) await applyFiles(write, chosen.files, { reason, require, planned });
      return reportOf(imported, chosen);
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
  const { imported, chosen } = await prepareImport(reader, input);
  return reportOf(imported, chosen);
}

async function prepareImport(reader: Reader, { document, environments, into, update }: PlanUnleashInput) {
  const flagTypes = await readTypes(reader.database);
  const imported = importUnleashExport(document, { environments, environment: into, flagTypes });
  const chosen = await chooseFiles(reader, imported, update);
  return { imported, chosen };
}

/** The types of all flags: a flag has the same one in every environment. */
async function readTypes(database: Database): Promise<ReadonlyMap<string, FlagType>> {
  const rows = await database.read((em) =>
    em.execute<{ key: string; type: FlagType }[]>('select distinct flag_key as key, type from feature_flags'),
  );
  return new Map(rows.map(({ key, type }) => [key, type]));
}

function reportOf({ about, archived, environments }: UnleashExportImport, chosen: ChosenFiles): UnleashReport {
  const flags = new Set<string>(environments.flatMap(({ ruleset }) => ruleset.flags.map(({ key }) => key)));
  return {
    plans: [...chosen.plans],
    problems: [...chosen.problems],
    kept: [...chosen.kept],
    archived: [...archived],
    lost: [...about].flatMap(([feature, { lost }]) =>
      lost.length > 0 && flags.has(feature) ? [{ feature, parts: [...lost] }] : [],
    ),
  };
}
