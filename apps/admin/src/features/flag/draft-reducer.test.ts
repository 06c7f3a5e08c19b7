import type { Flag } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { isDirty, reduceDraft, startDraft, targetingOf } from './draft-reducer.ts';
import { aStoredFlag } from './test-flag.ts';

const flag = aStoredFlag();
const editExpiry = (state: ReturnType<typeof startDraft>) =>
  reduceDraft(state, { kind: 'edit', change: (draft) => ({ ...draft, expiresAt: '2027-01-01T00:00:00.000Z' }) });
const nextRevision = (change: Partial<Flag>): Flag => ({ ...flag, ...change, revision: flag.revision + 1 });
const later = nextRevision({ rollout: { ...flag.rollout, schedule: { kind: 'fixed', percentage: 50 } } });

describe('a draft', () => {
  it('has nothing to save initially and after a discard', () => {
    expect(isDirty(startDraft(flag))).toBe(false);
    expect(isDirty(editExpiry(startDraft(flag)))).toBe(true);
    expect(isDirty(reduceDraft(editExpiry(startDraft(flag)), { kind: 'discard' }))).toBe(false);
  });
  it('has nothing to save after a change is reverted by hand', () => {
    const there = editExpiry(startDraft(flag));
    const back = reduceDraft(there, { kind: 'edit', change: (draft) => ({ ...draft, expiresAt: null }) });
    expect(isDirty(back)).toBe(false);
  });
  it('follows changes by others while it has no edits', () => {
    expect(reduceDraft(startDraft(flag), { kind: 'received', flag: later })).toEqual(startDraft(later));
  });
  it('with edits is never overwritten by a change of the targeting', () => {
    const mine = editExpiry(startDraft(flag));
    expect(reduceDraft(mine, { kind: 'received', flag: later })).toBe(mine);
  });
  it('moves to the new revision if only the switch changed', () => {
    const mine = editExpiry(startDraft(flag));
    const off = nextRevision({ enabled: false });
    expect(reduceDraft(mine, { kind: 'received', flag: off })).toEqual({ base: off, draft: mine.draft });
  });
  it('merges fields by the chosen sides', () => {
    const mine = editExpiry(startDraft(flag));
    const sides = { ...sidesAll('theirs'), expiresAt: 'yours' } as const;
    const { base, draft } = reduceDraft(mine, { kind: 'rebase', flag: later, sides });
    expect(base).toBe(later);
    expect(draft.expiresAt).toBe('2027-01-01T00:00:00.000Z');
    expect(draft.rollout).toEqual(later.rollout);
  });
});

function sidesAll<S extends 'yours' | 'theirs'>(side: S) {
  const fields = Object.keys(targetingOf(flag)) as (keyof ReturnType<typeof targetingOf>)[];
  return Object.fromEntries(fields.map((field) => [field, side])) as Record<keyof ReturnType<typeof targetingOf>, S>;
}
