import type { EnvironmentKey } from '@burgee/contracts';
import {
  type Change,
  type EntityManager,
  EnvironmentRow,
  SegmentRow,
  toEnvironment,
  type WriteContext,
} from '@burgee/data-access';
import { requireEnvironment } from '../database/query.ts';
import { segmentChange } from '../segments/change.ts';
import type { FilePlan, SegmentStep } from './plan-file.ts';
import { writeFlags } from './write-flags.ts';
import { writeOverrides } from './write-overrides.ts';

/** The transaction of a plan, and the reason for its audit entries. */
export type PlanWriter = {
  readonly ctx: WriteContext;
  readonly em: EntityManager;
  readonly environment: EnvironmentKey;
  readonly reason: string | undefined;
  /** Called between steps; see `WriteWork`. */
  readonly renew: () => void;
};

/** Writes a checked plan. Returns its audit entries. */
export async function writePlan(writer: PlanWriter, plan: FilePlan): Promise<Change[]> {
  const changes: Change[] = [];
  if (plan.settings) changes.push(await writeSettings(writer, plan, plan.settings));
  for (const step of plan.segments) changes.push(await writeSegment(writer, step));
  writer.renew();
  const flags = await writeFlags(writer, plan.flags);
  const overrides = await writeOverrides(writer, plan.flags);
  return [...changes, ...flags, ...overrides];
}

async function writeSettings(
  { em, environment: key, reason }: PlanWriter,
  { state }: FilePlan,
  settings: NonNullable<FilePlan['settings']>,
): Promise<Change> {
  const current = toEnvironment(await requireEnvironment(em, key));
  const after = { ...current, ...settings };
  // A new environment was created with its settings.
  if (!state) return { environment: key, action: 'created', subject: 'environment', key, reason, before: null, after };
  await em.nativeUpdate(EnvironmentRow, { key }, settings);
  return { environment: key, action: 'updated', subject: 'environment', key, reason, before: current, after };
}

async function writeSegment(
  { ctx, em, environment, reason }: PlanWriter,
  { key, before: stored, after: content }: SegmentStep,
): Promise<Change> {
  const target = { environment, key, reason };
  const before = stored ?? null;
  if (!content) {
    await em.nativeDelete(SegmentRow, { environment, key });
    return segmentChange('removed', target, before, null);
  }
  const now = ctx.now();
  const revision = (before?.revision ?? 0) + 1;
  if (before) await em.nativeUpdate(SegmentRow, { environment, key }, { ...content, revision, updatedAt: now });
  else await em.insert(SegmentRow, { environment, key, ...content, revision, createdAt: now, updatedAt: now });
  const updatedAt = now.toISOString();
  const after = { environment, key, ...content, revision, createdAt: before?.createdAt ?? updatedAt, updatedAt };
  return segmentChange(before ? 'updated' : 'created', target, before, after);
}
