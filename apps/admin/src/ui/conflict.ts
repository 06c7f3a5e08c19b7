import { isSameJson } from '@burgee/contracts';

/** The same fields three times: as both began, as one wants them, as the other has saved them. */
export type Sides<F extends string = string> = {
  readonly base: Readonly<Record<F, unknown>>;
  readonly yours: Readonly<Record<F, unknown>>;
  readonly theirs: Readonly<Record<F, unknown>>;
};

export type Side = 'yours' | 'theirs';
export type Choices<F extends string = string> = Readonly<Partial<Record<F, Side>>>;

export type FieldConflict<F extends string = string> = {
  readonly field: F;
  /** `both`: somebody has to choose. Of the others only one side changed it, and that one counts. */
  readonly changedBy: 'both' | Side;
};

/** The fields that either side changed; what both changed to the same is no conflict. */
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

/** Whose value each field gets. Yours, where nothing is chosen: what somebody typed is never lost by itself. */
export function sidesOf<F extends string>(sides: Sides<F>, choices: Choices<F>): Readonly<Record<F, Side>> {
  const changedBy = new Map(conflictsOf(sides).map((conflict) => [conflict.field, conflict.changedBy]));
  const fields = Object.keys(sides.yours) as F[];
  const entries = fields.map((field): [F, Side] => {
    const who = changedBy.get(field) ?? 'theirs';
    return [field, who === 'both' ? (choices[field] ?? 'yours') : who];
  });
  return Object.fromEntries(entries) as Record<F, Side>;
}
