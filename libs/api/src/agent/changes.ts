import type { ChangePlan, Flag, FlagChange } from '@burgee/contracts';
import type { WriteContext } from '@burgee/data-access';
import { archiveFlag, restoreFlag, setEnabled, updateFlag } from '../flags/change.ts';
import { draftSwitchedFlag, draftUpdatedFlag, type FlagDraft } from '../flags/draft.ts';

type Place = Pick<ChangePlan, 'environment' | 'key' | 'revision'> & { readonly reason: string };
type ChangeOf<K extends FlagChange['kind']> = Omit<Extract<FlagChange, { kind: K }>, 'kind'>;

type Entry<K extends FlagChange['kind']> = {
  /** Returns the flag as the change leaves it. */
  draft(current: FlagDraft, change: ChangeOf<K>): FlagDraft;
  apply(ctx: WriteContext, input: Place & ChangeOf<K>): Promise<Flag>;
};

/** The changes that can be previewed, and the functions of their use cases. */
const CHANGES: { readonly [K in FlagChange['kind']]: Entry<K> } = {
  update: { draft: draftUpdatedFlag, apply: updateFlag },
  switch: { draft: draftSwitchedFlag, apply: setEnabled },
  archive: { draft: (current) => ({ ...current, archived: true }), apply: archiveFlag },
  restore: { draft: (current) => ({ ...current, archived: false }), apply: restoreFlag },
};

export function draftChange(current: FlagDraft, { kind, ...change }: FlagChange): FlagDraft {
  return entryOf(kind).draft(current, change);
}

/** @throws DomainError FLAG_NOT_FOUND, STALE_REVISION, VALIDATION_FAILED, PREREQUISITE_CYCLE. */
export function applyChange(ctx: WriteContext, place: Place, { kind, ...change }: FlagChange): Promise<Flag> {
  return entryOf(kind).apply(ctx, { ...change, ...place });
}

/** The table is complete by type, but TypeScript cannot infer that the entry accepts the change of its kind. */
function entryOf(kind: FlagChange['kind']): Entry<'update'> {
  return CHANGES[kind];
}
