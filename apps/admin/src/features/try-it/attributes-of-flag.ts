import type { Flag } from '@burgee/contracts';
import { attributesOf } from '../../ui/condition/attributes-of.ts';

const IDS: ReadonlySet<string> = new Set(['userId', 'sessionId', 'testRunId', '$now']);

/** The attributes that a flag's rules use or that are hashed into buckets. Excludes the attributes of segments. */
export function attributesOfFlag({ rules, rollout, split }: Pick<Flag, 'rules' | 'rollout' | 'split'>): string[] {
  const names = [
    ...rules.flatMap(({ condition }) => attributesOf(condition)),
    ...rules.flatMap((rule) => rule.rollout.bucketBy),
    ...rollout.bucketBy,
    ...(split?.bucketBy ?? []),
  ];
  return [...new Set(names)].filter((name) => !IDS.has(name));
}
