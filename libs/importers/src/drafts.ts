import type { FlagConfig, FlagType, SegmentConfig } from '@burgee/contracts';
import { checked } from './check.ts';
import { withDependencies, type Parent } from './dependencies.ts';
import { importFeature, type ImportedFeature } from './features.ts';
import { parseOrReport, type ImportProblem, type Report } from './problems.ts';
import { UnleashFeature } from './schema.ts';
import { configsOf, type ImportedSegments } from './segments.ts';

/** A feature on its way to being a flag. */
type Draft = {
  readonly name: string | undefined;
  readonly dependencies: UnleashFeature['dependencies'];
  /** The feature, dependencies apart; `undefined` where it has a problem. */
  readonly imported: ImportedFeature | undefined;
  readonly problems: readonly ImportProblem[];
  readonly report: Report;
};

/** Types of flags with the same keys in other environments. */
export type FlagTypes = ReadonlyMap<string, FlagType>;

export function draftsOf(features: readonly unknown[], segments: ImportedSegments, types: FlagTypes): Draft[] {
  const configs = configsOf(segments);
  const byName = Map.groupBy(features, nameOf);
  return features.map((raw, index) => {
    const name = nameOf(raw);
    const problems: ImportProblem[] = [];
    const report: Report = (construct, message) =>
      problems.push({ feature: name ?? `features[${index}]`, construct, message });
    const isAmbiguous = name !== undefined && (byName.get(name) as unknown[]).length > 1;
    if (isAmbiguous) report('name', 'there is more than one feature with it');
    const feature = isAmbiguous ? undefined : parseOrReport(UnleashFeature, raw, 'feature', report);
    const imported = feature && importFeature(feature, segments, report);
    if (imported) reportOtherType(imported.flag, types, report);
    const flag = imported && problems.length === 0 ? checked(imported.flag, configs, report) : undefined;
    return {
      name,
      dependencies: feature?.dependencies ?? [],
      imported: imported && flag && { ...imported, flag },
      problems,
      report,
    };
  });
}

/** The flags of all drafts that have no problem, now with their dependencies; those may be a problem yet. */
export function flagsOf(drafts: readonly Draft[], segments: readonly SegmentConfig[]): FlagConfig[] {
  const parents = new Map<string, Parent>();
  for (const { name, dependencies, imported } of drafts) {
    if (name !== undefined) parents.set(name, { hasDependencies: dependencies.length > 0, imported });
  }
  return drafts.flatMap(({ imported, dependencies, problems, report }) => {
    if (!imported) return [];
    const linked = withDependencies(imported.flag, dependencies, parents, report);
    const flag = problems.length === 0 ? checked(linked, segments, report) : undefined;
    return flag ? [flag] : [];
  });
}

const Named = UnleashFeature.pick({ name: true }).strip();

function nameOf(raw: unknown): string | undefined {
  return Named.safeParse(raw).data?.name;
}

/** A key has one type in all environments. */
function reportOtherType({ key, type }: FlagConfig, types: FlagTypes, report: Report): void {
  const other = types.get(key);
  if (other === undefined || other === type) return;
  report('variants', `make a flag of type ${type} here, but ${other} in another environment`);
}
