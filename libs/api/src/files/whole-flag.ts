import {
  type FileFlag,
  type FileGlobalOverride,
  type FileOverrides,
  type FileRule,
  type FileUserOverride,
  type Flag,
  type FlagConfig,
  type ManagedBy,
  OFF,
  ON,
  type Rule,
  type Split,
} from '@burgee/contracts';
import { dealRanges } from '@burgee/evaluator';
import { invalid } from '../failures/invalid.ts';
import { checkValue } from '../overrides/value.ts';
import type { HeldOverrides } from './state.ts';

/** Everything about a flag that a file can hold, without omissions. */
export type WholeFlag = Omit<FlagConfig, 'archived'> &
  Pick<Flag, 'description' | 'tags' | 'archivedAt' | 'managedBy'> & { readonly overrides: FileOverrides };

const NONE: HeldOverrides = { everyone: null, users: new Map() };

/** The stored flag, without overrides that have expired by `now`. Users are in the order of their ids by code units. */
export function wholeFlag(flag: Flag, { everyone, users }: HeldOverrides = NONE, now: Date): WholeFlag {
  const { id: _id, environment: _environment, createdAt, updatedAt, revision, broken, archived, ...fields } = flag;
  const isActive = ({ expiresAt }: { expiresAt: string | null }) => expiresAt === null || new Date(expiresAt) > now;
  const active = [...users.values()].filter(isActive);
  return {
    ...fields,
    overrides: {
      everyone: everyone && isActive(everyone) ? pickGlobal(everyone) : null,
      users: active.map(pickUser).sort(byUserId),
    },
  };
}

function pickGlobal({ value, reason, expiresAt }: FileGlobalOverride): FileGlobalOverride {
  return { value, reason, expiresAt };
}

function pickUser({
  target,
  overrideType,
  value,
  reason,
  expiresAt,
}: Omit<FileUserOverride, 'userId'> & { target: FileUserOverride['userId'] }): FileUserOverride {
  return { userId: target, overrideType, ...(value !== undefined && { value }), reason, expiresAt };
}

function byUserId(one: FileUserOverride, other: FileUserOverride): number {
  return one.userId < other.userId ? -1 : 1;
}

type CompleteOptions = {
  /** The stored flag. Splits without ranges are dealt so that as few of its users as possible move. */
  readonly before: WholeFlag | undefined;
  readonly managedBy: ManagedBy | null;
  readonly now: Date;
  /** The flag's place in the file, for problems. */
  readonly path: string;
};

/** Adds what a flag in a file omits. @throws DomainError VALIDATION_FAILED. */
export function completeFlag(file: FileFlag, { before, managedBy, now, path }: CompleteOptions): WholeFlag {
  const { salt = file.key, split, rules, expiresAt, archivedAt, overrides, ...fields } = file;
  const isBoolean = file.type === 'boolean';
  const variants = file.variants ?? (isBoolean ? [ON, OFF] : []);
  const [first] = variants;
  if (!first) throw invalid(`${path}.variants`, `a flag of type ${file.type} needs its variants`);
  return {
    ...fields,
    salt,
    variants,
    onVariant: file.onVariant ?? (isBoolean ? ON.key : first.key),
    offVariant: file.offVariant === undefined ? (isBoolean ? OFF.key : null) : file.offVariant,
    expiresAt: toStoredInstant(expiresAt),
    archivedAt: toStoredInstant(archivedAt),
    split: split && dealSplit(split, before?.split),
    rules: rules.map((rule) => dealRule(rule, before?.rules)),
    managedBy,
    overrides: completeOverrides(file, overrides, { now, path: `${path}.overrides` }),
  };
}

/** One instant can be written in many ways; this is the stored form. */
function toStoredInstant(instant: string | null): string | null {
  return instant && new Date(instant).toISOString();
}

function dealRule(rule: FileRule, before: readonly Rule[] = []): Rule {
  const { serve } = rule;
  if (serve.kind === 'variant') return { ...rule, serve };
  const previous = before.find(({ id }) => id === rule.id)?.serve;
  const split = dealSplit(serve.split, previous?.kind === 'split' ? previous.split : null);
  return { ...rule, serve: { kind: 'split', split } };
}

function dealSplit(split: NonNullable<FileFlag['split']>, previous: Split | null | undefined): Split {
  return { ...split, ranges: split.ranges ?? dealRanges(split.weights, previous?.ranges) };
}

/** An override that has expired counts as absent: files are older than the clock. */
function completeOverrides(
  flag: FileFlag,
  { everyone, users }: FileOverrides,
  { now, path }: { readonly now: Date; readonly path: string },
): FileOverrides {
  const isActive = ({ expiresAt }: { expiresAt: string | null }) => expiresAt === null || new Date(expiresAt) > now;
  const valued = { type: flag.type, variants: flag.variants ?? [] };
  if (everyone) checkValue(valued, everyone.value, `${path}.everyone.value`);
  for (const [index, { value = null }] of users.entries()) {
    if (value !== null) checkValue(valued, value, `${path}.users.${index}.value`);
  }
  return {
    everyone: everyone && isActive(everyone) ? withStoredExpiry(everyone) : null,
    users: users.filter(isActive).map(storedUser).sort(byUserId),
  };
}

/** A user override without a value is stored with `null`. */
function storedUser({ value = null, ...user }: FileUserOverride): FileUserOverride {
  return withStoredExpiry(value === null ? user : { ...user, value });
}

function withStoredExpiry<T extends { readonly expiresAt: string | null }>(override: T): T {
  return { ...override, expiresAt: toStoredInstant(override.expiresAt) };
}
