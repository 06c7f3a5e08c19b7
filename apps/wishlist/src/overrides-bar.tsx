import type { OverriddenFlag } from '@burgee/client';
import { useFlagOverrides } from '@burgee/react';
import { useState } from 'react';

/** Says which flags are not as they are for everybody else (S400.8), or why what the address asked for was not set. */
export function OverridesBar() {
  const { overrides, problem, clear } = useFlagOverrides();
  const [dismissed, setDismissed] = useState<string>();
  const clearAll = () => {
    // Where it fails for the same reason again, that is news.
    setDismissed(undefined);
    void clear();
  };
  return (
    <>
      {overrides.length > 0 && (
        <section className="overrides" aria-label="Overrides">
          <span role="status">Overridden in this tab, for you alone:</span>
          <ul>
            {overrides.map((override) => (
              <li key={override.flagKey}>
                <code>{textOf(override)}</code>
              </li>
            ))}
          </ul>
          <button type="button" onClick={clearAll}>
            Clear
          </button>
        </section>
      )}
      {problem !== undefined && problem !== dismissed && (
        <section className="overrides" data-problem="true" aria-label="Problem with overrides">
          <span role="alert">{problem}</span>
          <button type="button" onClick={() => setDismissed(problem)}>
            Dismiss
          </button>
        </section>
      )}
    </>
  );
}

function textOf({ flagKey, value }: OverriddenFlag): string {
  return `${flagKey} = ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
