import {
  type EnvironmentPlan,
  type FlagConfig,
  isSameJson,
  type JsonValue,
  newFlagConfig,
  type PlannedChange,
  type PlannedField,
} from '@burgee/contracts';
import { hash } from 'node:crypto';
import type { FilePlan, FlagStep, SegmentStep, Settings } from './plan-file.ts';
import type { WholeFlag } from './whole-flag.ts';

/** Describes a plan for people. @param version the version of the environment before the changes. */
export function describePlan(plan: FilePlan, version: number | null): EnvironmentPlan {
  const { environment, settings, unchanged, kept } = plan;
  const changes = [
    ...(settings ? [settingsChange(plan, settings)] : []),
    ...plan.segments.map(segmentChange),
    ...plan.flags.map(flagChange),
  ];
  const digest = hash('sha256', JSON.stringify([environment, changes]), 'base64url');
  return { environment, version, changes, unchanged, kept: [...kept], digest };
}

function settingsChange({ environment, state }: FilePlan, after: Settings): PlannedChange {
  const before = state && pick(state.environment, Object.keys(after));
  const action = state ? 'change' : 'create';
  return { subject: 'environment', key: environment, action, fields: differences(before, after) };
}

function segmentChange({ key, before, after }: SegmentStep): PlannedChange {
  const fields = after ? differences(before && pick(before, ['name', 'description', 'condition']), after) : [];
  return { subject: 'segment', key, action: actionOf(before, after), fields };
}

function flagChange({ key, before, after }: FlagStep): PlannedChange {
  return { subject: 'flag', key, action: actionOf(before, after), fields: after ? flagDifferences(before, after) : [] };
}

function actionOf(before: unknown, after: unknown): PlannedChange['action'] {
  if (!before) return 'create';
  return after ? 'change' : 'remove';
}

/** Each override is a field of its own, so that a list of thousands shows only what differs. */
function flagDifferences(before: WholeFlag | undefined, after: WholeFlag): PlannedField[] {
  const { overrides: held, ...stored } = before ?? { overrides: NO_OVERRIDES };
  const { overrides: wanted, ...fields } = after;
  const defaults = before ? undefined : defaultsOf(after);
  return [
    ...differences(before && stored, fields, defaults),
    ...differences(overrideFields(held), overrideFields(wanted)),
  ];
}

const NO_OVERRIDES: WholeFlag['overrides'] = { everyone: null, users: [] };

function overrideFields({ everyone, users }: WholeFlag['overrides']): Record<string, unknown> {
  const byUser = users.map(({ userId, ...override }) => [`overrides.users.${userId}`, override] as const);
  return Object.fromEntries<unknown>([...(everyone ? [['overrides.everyone', everyone] as const] : []), ...byUser]);
}

function defaultsOf({ key }: WholeFlag): Record<string, unknown> {
  const defaults: FlagConfig = newFlagConfig(key);
  return { ...defaults, description: '', tags: [], archivedAt: null, managedBy: null };
}

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: object): Fields {
  return new Map(Object.entries(value));
}

/** @param defaults values of something new that are not worth a line. */
function differences(before: object = {}, after: object, defaults: Record<string, unknown> = {}): PlannedField[] {
  const [old, wanted] = [fieldsOf(before), fieldsOf(after)];
  const ordinary = new Map(Object.entries(defaults));
  const fields: PlannedField[] = [];
  for (const field of new Set([...old.keys(), ...wanted.keys()])) {
    const [one, other] = [old.get(field), wanted.get(field)];
    if (isSameJson(one, other) || (one === undefined && ordinary.has(field) && isSameJson(ordinary.get(field), other)))
      continue;
    fields.push({
      field,
      // Rows that someone broke by hand may have values that JSON lacks.
      ...(one !== undefined && { before: JSON.parse(JSON.stringify(one)) as JsonValue }),
      ...(other !== undefined && { after: other as JsonValue }),
    });
  }
  return fields;
}

function pick(source: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)));
}
