import { type Condition, SegmentConfig, validationFailure } from '@burgee/contracts';
import type { z } from 'zod';
import { allOf, NEVER } from './conditions.ts';
import { translateConstraint } from './constraints.ts';
import type { Report } from './problems.ts';
import { UnleashSegment, type UnleashState } from './schema.ts';

/** A segment of Unleash, or the problems that prevent its import, which affect every feature that uses it. */
type ImportedSegment = { config: SegmentConfig } | { problems: string[] };

export type ImportedSegments = {
  readonly byId: ReadonlyMap<number, ImportedSegment>;
  /** Why a segment that is not in `byId` may still exist in Unleash. */
  readonly gap: string | undefined;
};

export function importSegments({ segments }: z.infer<typeof UnleashState>): ImportedSegments {
  const byId = new Map<number, ImportedSegment>();
  let gap = segments ? undefined : 'the list of segments is missing';
  for (const segment of segments ?? []) {
    const id = readSegmentId(segment);
    if (id === undefined) gap = 'a segment has no valid id and may be this one';
    else byId.set(id, byId.has(id) ? { problems: ['more than one segment has this id'] } : importSegment(id, segment));
  }
  return { byId, gap };
}

export function importedConfigs({ byId }: ImportedSegments): SegmentConfig[] {
  return [...byId.values()].flatMap((segment) => ('config' in segment ? [segment.config] : []));
}

/** A segment that does not exist matches no one. */
export function inSegment(id: number, { byId, gap }: ImportedSegments, report: Report): Condition {
  const segment = byId.get(id);
  if (segment && 'config' in segment) return { segment: segment.config.key };
  const problems = segment ? segment.problems : gap === undefined ? [] : [gap];
  for (const problem of problems) report(`segment ${id}`, problem);
  return NEVER;
}

const Identified = UnleashSegment.pick({ id: true }).strip();

function readSegmentId(segment: unknown): number | undefined {
  return Identified.safeParse(segment).data?.id;
}

function importSegment(id: number, segment: unknown): ImportedSegment {
  const parsed = UnleashSegment.safeParse(segment);
  if (!parsed.success) return { problems: formatProblems(parsed.error) };
  const problems: string[] = [];
  const report: Report = (construct, message) => problems.push(`${construct}: ${message}`);
  const condition = allOf(parsed.data.constraints.map((constraint) => translateConstraint(constraint, report)));
  if (problems.length > 0) return { problems };
  const config = SegmentConfig.safeParse({ key: `unleash-segment-${id}`, condition });
  return config.success ? { config: config.data } : { problems: formatProblems(config.error) };
}

/** Unknown fields of the segment itself have no path. */
function formatProblems(error: z.ZodError): string[] {
  return validationFailure(error).details.map(({ path, message }) => (path ? `${path}: ${message}` : message));
}
