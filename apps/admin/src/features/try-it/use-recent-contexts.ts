import type { EvaluationContext } from '@burgee/contracts';
import { useEffect, useState } from 'react';
import { keepRecentContexts, readRecentContexts, withRecent } from './recent-contexts.ts';

/** Not every letter that is typed is worth to be remembered. */
const SETTLED_MS = 2_500;

/** What was asked with before, and keeps what is asked with now once it has settled. */
export function useRecentContexts(context: EvaluationContext): readonly EvaluationContext[] {
  const [recent, setRecent] = useState(() => readRecentContexts(localStorage));
  const text = JSON.stringify(context);
  useEffect(() => {
    const timer = setTimeout(() => {
      // Another tab may have kept some meanwhile.
      const next = withRecent(readRecentContexts(localStorage), JSON.parse(text) as EvaluationContext);
      keepRecentContexts(localStorage, next);
      setRecent(next);
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return recent;
}
