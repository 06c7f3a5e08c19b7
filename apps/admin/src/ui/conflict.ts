import { isSameJson } from '@burgee/contracts';

/** Three versions of the same fields: the common base, the user's unsaved edit and the other person's saved change. */
export type Sides<F extends string = string> = {
  readonly base: Readonly<Record<F, unknown>>;
  readonly yours: Readonly<Record<F, unknown>>;
  readonly theirs: Readonly<Record<F, unknown>>;
};

export type Side = 'yours' | 'theirs';
export type Choices<F extends string = string> = Readonly<Partial<Record<F, Side>>>;

export type FieldConflict<F extends string = string> = {
  readonly field: F;
  /** `both` requires a choice. Otherwise only one side changed the field, and its value is used. */
  readonly changedBy: 'both' | Side;
};

/** The fields that either side changed. A field that both set to the same value is left out. */
export function conflictsOf<F extends string>({ base, yours, theirs }: Sides<F>): FieldConflict<F>[] {
  const fields = Object.keys(yours) as F[];
  return fields.flatMap((field): FieldConflict<F>[] => {
    const isMine = !isSameJson(base[field], yours[field]);
    const isTheirs = !isSameJson(base[field], theirs[field]);
    if (isMine && isTheirs) return isSameJson(yours[field], theirs[field]) ? [] : [{ field, changedBy: 'both' }];
    if (isMine) return [{ field, changedBy: 'yours' }];
    return isTheirs ? [{ field, changedBy: 'theirs' }] : [];
  });
}

/** The side whose value each field gets. Defaults to yours, so that edits are never lost without a choice. */
export function sidesOf<F extends string>(sides: Sides<F>, choices: Choices<F>): Readonly<Record<F, Side>> {
  const changedBy = new Map(conflictsOf(sides).map((conflict) => [conflict.field, conflict.changedBy]));
  const fields = Object.keys(sides.yours) as F[];
  const entries = fields.map((field): [F, Side] => {
    const who = changedBy.get(field) ?? 'theirs';
    return [field, who === 'both' ? (choices[field] ?? 'yours') : who];
  });
  return Object.fromEntries(entries) as Record<F, Side>;
}
