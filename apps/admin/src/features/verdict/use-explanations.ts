import type { EvaluationContext, Explanation, Flag, UserOverride } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../app/trpc.ts';

/** Explains one flag for a page of users in one call; the result is keyed by user. */
export function useExplanations(
  { environment, key: flagKey }: Pick<Flag, 'environment' | 'key'>,
  users: readonly Pick<UserOverride, 'target'>[],
): ReadonlyMap<string, Explanation> {
  const contexts = users.map(({ target }) => ({ userId: target }));
  const { data } = trpc.evaluation.explainContexts.useQuery(
    { environment, flagKey, contexts },
    { enabled: contexts.length > 0 },
  );
  return new Map(data?.explanations.map((explanation, index) => [users[index]?.target ?? '', explanation]));
}

/** Explains several flags for one context in one call; the result is keyed by flag. */
export function useExplainedFlags(
  environment: Flag['environment'],
  context: EvaluationContext,
  flagKeys: readonly Flag['key'][],
): ReadonlyMap<string, Explanation> {
  const { data } = trpc.evaluation.explainAll.useQuery(
    { environment, context, flagKeys: [...new Set(flagKeys)] },
    { enabled: flagKeys.length > 0, placeholderData: keepPreviousData },
  );
  return new Map(Object.entries(data?.flags ?? {}));
}
