import type { Condition } from '@burgee/contracts';

/** The attributes that a condition uses. */
export function attributesOf(condition: Condition): string[] {
  if ('not' in condition) return attributesOf(condition.not);
  if ('all' in condition) return condition.all.flatMap(attributesOf);
  if ('any' in condition) return condition.any.flatMap(attributesOf);
  return 'attribute' in condition ? [condition.attribute] : [];
}
