import type { Flag } from '@burgee/contracts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useReducer, useState } from 'react';
import { useFlagPermission } from '../../app/permission.ts';
import { changedFields, type DraftAction, reduceDraft, startDraft, targetingOf } from './draft-reducer.ts';
import type { TargetingDraft } from './draft-types.ts';
import { type Problems, readDraft, type TargetingFields } from './read-draft.ts';

export type HeldDraft = {
  readonly base: Flag;
  /** The current flag on the server; it differs from `base` if someone changed it in the meantime. */
  readonly current: Flag;
  readonly draft: TargetingDraft;
  readonly fields: TargetingFields;
  readonly problems: Problems;
  readonly changed: readonly (keyof TargetingFields)[];
  readonly isDirty: boolean;
  /** Viewers see the same fields, but cannot change them. */
  readonly isReadOnly: boolean;
  readonly dispatch: (action: DraftAction) => void;
  /** Sets fields of the draft. */
  readonly edit: (change: Partial<TargetingDraft> | ((draft: TargetingDraft) => TargetingDraft)) => void;
  /** Shows problems that the server reported, until the next edit. */
  readonly refuse: (problems: Problems) => void;
};

const DraftContext = createContext<HeldDraft | undefined>(undefined);
const NONE: Problems = new Map();

/** Holds the edits above the tabs, so that they survive tabs, dialogs and changes by others. */
export function TargetingDraftProvider({ flag, children }: { readonly flag: Flag; readonly children: ReactNode }) {
  const [state, dispatch] = useReducer(reduceDraft, flag, startDraft);
  const [refused, refuse] = useState(NONE);
  useEffect(() => dispatch({ kind: 'received', flag }), [flag]);
  const { base, draft } = state;
  const { isAllowed } = useFlagPermission(flag);
  const held = useMemo((): HeldDraft => {
    const { fields, problems } = readDraft(base, draft);
    const changed = changedFields(targetingOf(base), fields);
    return {
      base,
      current: flag,
      draft,
      fields,
      problems: new Map([...refused, ...problems]),
      changed,
      isDirty: changed.length > 0,
      isReadOnly: !isAllowed,
      dispatch,
      edit: (change) => {
        refuse(NONE);
        const next = typeof change === 'function' ? change : (before: TargetingDraft) => ({ ...before, ...change });
        dispatch({ kind: 'edit', change: next });
      },
      refuse,
    };
  }, [base, draft, flag, refused, isAllowed]);
  return <DraftContext value={held}>{children}</DraftContext>;
}

export function useTargetingDraft(): HeldDraft {
  const held = useContext(DraftContext);
  if (!held) throw new Error('useTargetingDraft must be used inside a <TargetingDraftProvider>.');
  return held;
}
