import { type Condition, isExactDecimal, type Operator } from '@burgee/contracts';
import { OPERATORS } from './operators.ts';

/**
 * A condition while it is edited: every value is the text of a field and may be temporarily invalid. `nots` counts the
 * negations around the node, so that `not` of a `not` is kept.
 */
export type ConditionDraft = GroupDraft | SegmentDraft | ClauseDraft;

type Node = { readonly id: string; readonly nots: number };
export type GroupDraft = Node & {
  readonly kind: 'group';
  readonly mode: 'all' | 'any';
  readonly children: readonly ConditionDraft[];
};
export type SegmentDraft = Node & { readonly kind: 'segment'; readonly segment: string };
export type ClauseDraft = Node & {
  readonly kind: 'clause';
  readonly attribute: string;
  readonly operator: Operator;
  readonly values: readonly string[];
  /** An absent property stays absent, so that an unchanged condition is equal. */
  readonly ignoreCase?: boolean;
};

/** @param id the node's id. Ids below derive from it, so that the same condition always has the same ids. */
export function draftOfCondition(condition: Condition, id = 'c', nots = 0): ConditionDraft {
  if ('not' in condition) return draftOfCondition(condition.not, id, nots + 1);
  if ('segment' in condition) return { kind: 'segment', id, nots, segment: condition.segment };
  if ('all' in condition || 'any' in condition) {
    const mode = 'all' in condition ? 'all' : 'any';
    const below = 'all' in condition ? condition.all : condition.any;
    const children = below.map((child, index) => draftOfCondition(child, `${id}.${index}`));
    return { kind: 'group', id, nots, mode, children };
  }
  const { attribute, operator } = condition;
  const values = 'values' in condition ? condition.values.map(valueText) : [];
  const ignoreCase = 'ignoreCase' in condition && condition.ignoreCase !== undefined ? condition.ignoreCase : null;
  return { kind: 'clause', id, nots, attribute, operator, values, ...(ignoreCase !== null && { ignoreCase }) };
}

/** Converts a draft to the contract's form without validating it. */
export function conditionOfDraft(draft: ConditionDraft): unknown {
  let condition: unknown = withoutNots(draft);
  for (let left = draft.nots; left > 0; left -= 1) condition = { not: condition };
  return condition;
}

function withoutNots(draft: ConditionDraft): object {
  if (draft.kind === 'segment') return { segment: draft.segment };
  if (draft.kind === 'group') return { [draft.mode]: draft.children.map(conditionOfDraft) };
  const { attribute, operator, values, ignoreCase } = draft;
  const { kind } = OPERATORS[operator];
  if (kind === 'none') return { attribute, operator };
  return {
    attribute,
    operator,
    values: kind === 'number' ? values.map(parseNumber) : [...values],
    ...(kind === 'text' && ignoreCase !== undefined && { ignoreCase }),
  };
}

/** The path of a node's fields in validation problems, with one `.not` per negation of the node. */
export function pathWithin(path: string, { nots }: ConditionDraft): string {
  return path + '.not'.repeat(nots);
}

function valueText(value: string | number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Text that is not a number, or that would lose digits as one, stays text, so that the schema refuses it. */
function parseNumber(text: string): number | string {
  return isExactDecimal(text.trim()) ? Number(text) : text;
}

export function newClause(id: string): ClauseDraft {
  return { kind: 'clause', id, nots: 0, attribute: '', operator: 'in', values: [] };
}
export function newGroup(id: string, children: readonly ConditionDraft[] = []): GroupDraft {
  return { kind: 'group', id, nots: 0, mode: 'all', children };
}
export function newSegment(id: string): SegmentDraft {
  return { kind: 'segment', id, nots: 0, segment: '' };
}

/** Changes the operator and keeps the values and options that the new one supports. */
export function withOperator(clause: ClauseDraft, operator: Operator): ClauseDraft {
  const [before, after] = [OPERATORS[clause.operator].kind, OPERATORS[operator].kind];
  const { ignoreCase, ...rest } = clause;
  const values = after === 'none' ? [] : clause.values;
  const keepsCase = before === 'text' && after === 'text' && ignoreCase !== undefined;
  return { ...rest, operator, values, ...(keepsCase && { ignoreCase }) };
}
