import { newClause, newGroup } from '../../ui/condition/condition-draft.ts';
import type { RuleDraft } from './draft-types.ts';

/** Matches no one until its condition is complete. */
export function newRule(newId: () => string, variant: string): RuleDraft {
  const rollout = {
    schedule: { kind: 'fixed', percentage: 100 },
    bucketBy: ['userId'],
    salt: null,
    algorithm: 'murmur3',
    missing: 'included',
  } as const;
  const condition = newGroup(newId(), [newClause(newId())]);
  return { id: newId(), description: '', condition, rollout, serve: { kind: 'variant', variant } };
}
