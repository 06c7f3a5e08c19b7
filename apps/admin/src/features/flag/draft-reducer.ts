import { type Flag, isSameJson } from '@burgee/contracts';
import type { Side } from '../../ui/conflict.ts';
import { draftOfFlag } from './draft-of-flag.ts';
import type { TargetingDraft } from './draft-types.ts';
import { fieldsOfDraft, type TargetingFields } from './read-draft.ts';

export type DraftState = {
  /** The flag that the draft is based on; a save sends its revision. */
  readonly base: Flag;
  readonly draft: TargetingDraft;
};

export type DraftAction =
  | { readonly kind: 'edit'; readonly change: (draft: TargetingDraft) => TargetingDraft }
  | { readonly kind: 'discard' }
  /** The server sent the current flag. */
  | { readonly kind: 'received'; readonly flag: Flag }
  /** Moves the draft to `flag`: keeps the fields whose side is "yours", or none without `sides`. */
  | { readonly kind: 'rebase'; readonly flag: Flag; readonly sides?: Readonly<Record<keyof TargetingDraft, Side>> };

export function startDraft(flag: Flag): DraftState {
  return { base: flag, draft: draftOfFlag(flag) };
}

export function reduceDraft(state: DraftState, action: DraftAction): DraftState {
  switch (action.kind) {
    case 'edit':
      return { ...state, draft: action.change(state.draft) };
    case 'discard':
      return startDraft(state.base);
    case 'received':
      return receiveFlag(state, action.flag);
    case 'rebase':
      return { base: action.flag, draft: mergedDraft(state.draft, action) };
    default:
      return action satisfies never;
  }
}

/** Never overwrites edits: if the targeting changed on the server, the draft keeps its base. */
function receiveFlag(state: DraftState, flag: Flag): DraftState {
  if (flag.revision === state.base.revision) return state;
  if (!isDirty(state)) return startDraft(flag);
  const isTargetingSame = changedFields(targetingOf(state.base), targetingOf(flag)).length === 0;
  return isTargetingSame ? { ...state, base: flag } : state;
}

export function isDirty({ base, draft }: DraftState): boolean {
  return changedFields(targetingOf(base), fieldsOfDraft(base.type, draft)).length > 0;
}

/** The fields of a flag that a draft edits. Splits come without their ranges, which the server computes. */
export function targetingOf(flag: Flag): TargetingFields {
  return fieldsOfDraft(flag.type, draftOfFlag(flag));
}

export function changedFields(before: TargetingFields, after: TargetingFields): (keyof TargetingFields)[] {
  const names = Object.keys(after) as (keyof TargetingFields)[];
  return names.filter((name) => !isSameJson(before[name], after[name]));
}

function mergedDraft(yours: TargetingDraft, { flag, sides }: Extract<DraftAction, { kind: 'rebase' }>): TargetingDraft {
  const theirs = draftOfFlag(flag);
  if (!sides) return theirs;
  const names = Object.keys(theirs) as (keyof TargetingDraft)[];
  const kept = names.filter((name) => sides[name] === 'yours').map((name) => [name, yours[name]]);
  return { ...theirs, ...(Object.fromEntries(kept) as Partial<TargetingDraft>) };
}
