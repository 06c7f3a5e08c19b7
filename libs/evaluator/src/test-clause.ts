import type { AttributeValue, Clause, EvaluationContext } from '@burgee/contracts';
import { aFlag, aRule } from '@burgee/testing';
import { answerOf } from './test-evaluate.ts';

/** A clause in a test, which may be incomplete. */
export type ClauseInput = { operator: Clause['operator']; values?: unknown[]; ignoreCase?: boolean };

/** Whether a clause on the attribute `attribute` holds for a value; without a value, the context lacks the attribute. */
export function holdsFor(clause: ClauseInput, ...value: [] | [unknown]): boolean {
  const context = value.length > 0 ? { attribute: value[0] as AttributeValue } : {};
  return holdsIn(clause, context);
}

/** Whether a clause holds for a context. */
export function holdsIn(clause: ClauseInput & { attribute?: string }, context: EvaluationContext): boolean {
  const condition = { attribute: 'attribute', ...clause } as Clause;
  const flag = aFlag({ rollout: 0, rules: [aRule({ condition })] });
  return answerOf({ flag, context }).reason === 'TARGETING_MATCH';
}
