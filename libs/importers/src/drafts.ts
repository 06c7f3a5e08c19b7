import type { FlagConfig, SegmentConfig } from '@burgee/contracts';
import { checkFlag } from './check.ts';
import { type Parent, withDependencies } from './dependencies.ts';
import type { RefusedFeature } from './export-environments.ts';
import { type ImportedFeature, importFeature } from './features.ts';
import { type ImportProblem, parseOrReport, type Report } from './problems.ts';
import { UnleashFeature } from './schema.ts';
import { importedConfigs, type ImportedSegments } from './segments.ts';

/** A feature that is being converted to a flag. */
export type Draft = {
  readonly name: string | undefined;
  readonly dependencies: UnleashFeature['dependencies'];
  /** The feature without its dependencies; `undefined` if it has a problem. */
  readonly imported: ImportedFeature | undefined;
  readonly problems: readonly ImportProblem[];
  readonly report: Report;
};

/** @param refused features that are reported, even if every part of them has a counterpart. */
export function createDrafts(
  features: readonly unknown[],
  segments: ImportedSegments,
  refused: readonly RefusedFeature[],
): Draft[] {
  const configs = importedConfigs(segments);
  const repeated = repeatedNames(features);
  return features.map((raw, index) => {
    const name = readFeatureName(raw);
    const problems: ImportProblem[] = [];
    const report: Report = (construct, message) =>
      problems.push({ feature: name ?? `features[${index}]`, construct, message });
    for (const { construct, message } of refused.filter(({ feature }) => feature === name)) report(construct, message);
    const isAmbiguous = name !== undefined && repeated.has(name);
    if (isAmbiguous) report('name', 'there is more than one feature with this name');
    const feature = isAmbiguous ? undefined : parseOrReport(UnleashFeature, raw, 'feature', report);
    const imported = feature && importFeature(feature, segments, report);
    const flag = imported && problems.length === 0 ? checkFlag(imported.flag, configs, report) : undefined;
    return {
      name,
      dependencies: feature?.dependencies ?? [],
      imported: imported && flag && { ...imported, flag },
      problems,
      report,
    };
  });
}

function repeatedNames(features: readonly unknown[]): ReadonlySet<string | undefined> {
  const seen = new Set<string | undefined>();
  const repeated = new Set<string | undefined>();
  for (const name of features.map(readFeatureName)) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}

/** The flags of all drafts without problems, including their dependencies, which may add problems. */
export function linkDrafts(drafts: readonly Draft[], segments: readonly SegmentConfig[]): FlagConfig[] {
  const parents = new Map<string, Parent>();
  for (const { name, dependencies, imported } of drafts) {
    if (name !== undefined) parents.set(name, { hasDependencies: dependencies.length > 0, imported });
  }
  return drafts.flatMap(({ imported, dependencies, problems, report }) => {
    if (!imported) return [];
    const linked = withDependencies(imported.flag, dependencies, parents, report);
    const flag = problems.length === 0 ? checkFlag(linked, segments, report) : undefined;
    return flag ? [flag] : [];
  });
}

const Named = UnleashFeature.pick({ name: true }).strip();

function readFeatureName(raw: unknown): string | undefined {
  return Named.safeParse(raw).data?.name;
}
