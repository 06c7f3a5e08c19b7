import { SegmentConfig, validationFailure, type Condition } from '@burgee/contracts';
import { allOf, NEVER } from './conditions.ts';
import { conditionOf } from './constraints.ts';
import type { Report } from './problems.ts';
import { UnleashSegment } from './schema.ts';

/** A segment of Unleash's, or why there is none: that is a problem of every feature that uses it. */
type ImportedSegment = { config: SegmentConfig } | { problems: string[] };

export type ImportedSegments = ReadonlyMap<string, ImportedSegment>;

export function importSegments(segments: readonly unknown[]): ImportedSegments {
  const imported = new Map<string, ImportedSegment>();
  for (const segment of segments) {
    const id = idOf(segment);
    if (id === undefined) continue;
    imported.set(id, imported.has(id) ? { problems: ['there are two with this id'] } : importSegment(id, segment));
  }
  return imported;
}

export function configsOf(segments: ImportedSegments): SegmentConfig[] {
  return [...segments.values()].flatMap((segment) => ('config' in segment ? [segment.config] : []));
}

/** A segment that does not exist fails for everybody. */
export function inSegment(id: string, segments: ImportedSegments, report: Report): Condition {
  const segment = segments.get(id);
  if (!segment) return NEVER;
  if ('config' in segment) return { segment: segment.config.key };
  for (const problem of segment.problems) report(`segment ${id}`, problem);
  return NEVER;
}

const Identified = UnleashSegment.pick({ id: true });

/** Nobody can refer to a segment without an id, so it is no problem of anybody's. */
function idOf(segment: unknown): string | undefined {
  return Identified.safeParse(segment).data?.id;
}

function importSegment(id: string, segment: unknown): ImportedSegment {
  const parsed = UnleashSegment.safeParse(segment);
  if (!parsed.success) return { problems: problemsOf(parsed.error) };
  const problems: string[] = [];
  const report: Report = (construct, message) => problems.push(`${construct}: ${message}`);
  const condition = allOf(parsed.data.constraints.map((constraint) => conditionOf(constraint, report)));
  if (problems.length > 0) return { problems };
  const config = SegmentConfig.safeParse({ key: `unleash-segment-${id}`, condition });
  return config.success ? { config: config.data } : { problems: problemsOf(config.error) };
}

function problemsOf(error: Parameters<typeof validationFailure>[0]): string[] {
  return validationFailure(error).details.map(({ path, message }) => `${path}: ${message}`);
}
