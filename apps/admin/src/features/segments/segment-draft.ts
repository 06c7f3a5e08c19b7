import { Condition, type Segment, SegmentKey, validationFailure } from '@burgee/contracts';
import {
  type ConditionDraft,
  conditionOfDraft,
  draftOfCondition,
  newClause,
  newGroup,
} from '../../ui/condition/condition-draft.ts';

/** A segment while it is edited; its condition may be temporarily invalid. */
export type SegmentDraft = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly condition: ConditionDraft;
};

export type SegmentFields = Pick<Segment, 'key' | 'name' | 'description' | 'condition'>;
/** Problems by the path of the field: `key`, `condition.all.0.values`. */
export type Problems = ReadonlyMap<string, string>;
export type ReadSegment = { readonly fields: SegmentFields | undefined; readonly problems: Problems };

export function emptyDraft(newId: () => string): SegmentDraft {
  return { key: '', name: '', description: '', condition: newGroup(newId(), [newClause(newId())]) };
}

export function draftOfSegment({ key, name, description, condition }: SegmentFields): SegmentDraft {
  return { key, name, description, condition: draftOfCondition(condition) };
}

/** Parses a draft into the fields to save, or the problems with it. */
export function readSegment(draft: SegmentDraft): ReadSegment {
  const key = SegmentKey.safeParse(draft.key);
  const condition = Condition.safeParse(conditionOfDraft(draft.condition));
  const problems = new Map<string, string>();
  if (!key.success) problems.set('key', draft.key === '' ? 'Enter a key.' : (key.error.issues[0]?.message ?? ''));
  if (draft.name.trim() === '') problems.set('name', 'Enter a name.');
  if (!condition.success) {
    for (const { path, message } of validationFailure(condition.error).details) {
      problems.set(path ? `condition.${path}` : 'condition', message);
    }
  }
  if (!key.success || !condition.success || problems.size > 0) return { fields: undefined, problems };
  const { name, description } = draft;
  return { fields: { key: key.data, name: name.trim(), description, condition: condition.data }, problems };
}
