import { SegmentConfig, validationFailure, type Condition } from '@burgee/contracts';
import type { z } from 'zod';
import { allOf, NEVER } from './conditions.ts';
import { conditionOf } from './constraints.ts';
import type { Report } from './problems.ts';
import { UnleashSegment, type UnleashState } from './schema.ts';

/** A segment of Unleash's, or why there is none: that is a problem of every feature that uses it. */
type ImportedSegment = { config: SegmentConfig } | { problems: string[] };

export type ImportedSegments = {
  readonly byId: ReadonlyMap<number, ImportedSegment>;
  /** Why a segment that is not among them may exist in Unleash. */
  readonly gap: string | undefined;
};

export function importSegments({ segments }: z.infer<typeof UnleashState>): ImportedSegments {
  const byId = new Map<number, ImportedSegment>();
  let gap = segments ? undefined : 'the list of segments is missing';
  for (const segment of segments ?? []) {
    const id = idOf(segment);
    if (id === undefined) gap = 'there is a segment without a valid id, which may be this one';
    else byId.set(id, byId.has(id) ? { problems: ['there are two with this id'] } : importSegment(id, segment));
  }
  return { byId, gap };
}

export function configsOf({ byId }: ImportedSegments): SegmentConfig[] {
  return [...byId.values()].flatMap((segment) => ('config' in segment ? [segment.config] : []));
}

/** A segment that does not exist fails for everyone. */
export function inSegment(id: number, { byId, gap }: ImportedSegments, report: Report): Condition {
  const segment = byId.get(id);
  if (segment && 'config' in segment) return { segment: segment.config.key };
  const problems = segment ? segment.problems : gap === undefined ? [] : [gap];
  for (const problem of problems) report(`segment ${id}`, problem);
  return NEVER;
}

const Identified = UnleashSegment.pick({ id: true }).strip();

function idOf(segment: unknown): number | undefined {
  return Identified.safeParse(segment).data?.id;
}

function importSegment(id: number, segment: unknown): ImportedSegment {
  const parsed = UnleashSegment.safeParse(segment);
  if (!parsed.success) return { problems: problemsOf(parsed.error) };
  const problems: string[] = [];
  const report: Report = (construct, message) => problems.push(`${construct}: ${message}`);
  const condition = allOf(parsed.data.constraints.map((constraint) => conditionOf(constraint, report)));
  if (problems.length > 0) return { problems };
  const config = SegmentConfig.safeParse({ key: `unleash-segment-${id}`, condition });
  return config.success ? { config: config.data } : { problems: problemsOf(config.error) };
}

/** Unknown fields of the segment itself have no path. */
function problemsOf(error: z.ZodError): string[] {
  return validationFailure(error).details.map(({ path, message }) => (path ? `${path}: ${message}` : message));
}
