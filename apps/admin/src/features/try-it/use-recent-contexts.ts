import type { EvaluationContext } from '@burgee/contracts';
import { useEffect, useState } from 'react';
import { keepRecentContexts, readRecentContexts, withRecent } from './recent-contexts.ts';

/** A context is remembered once it has not changed for this long, rather than on every keystroke. */
const SETTLED_MS = 2_500;

/** Returns the recent contexts, and remembers the current one once it has settled. */
export function useRecentContexts(context: EvaluationContext): readonly EvaluationContext[] {
  const [recent, setRecent] = useState(() => readRecentContexts(localStorage));
  const text = JSON.stringify(context);
  useEffect(() => {
    const timer = setTimeout(() => {
      // Reads the storage again, because another tab may have written to it.
      const next = withRecent(readRecentContexts(localStorage), JSON.parse(text) as EvaluationContext);
      keepRecentContexts(localStorage, next);
      setRecent(next);
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return recent;
}
