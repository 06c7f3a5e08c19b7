import type { OverriddenFlag } from '@burgee/client';
import { useFlagOverrides } from '@burgee/react';
import { useState } from 'react';

/** Shows the flags that are overridden in this session (S400.8), or why the overrides in the URL were refused. */
export function OverridesBar() {
  const { overrides, problem, clear } = useFlagOverrides();
  const [dismissed, setDismissed] = useState<string>();
  const clearAll = () => {
    // Shows a problem again if clearing fails for the same reason.
    setDismissed(undefined);
    void clear();
  };
  return (
    <>
      {overrides.length > 0 && (
        <section className="overrides" aria-label="Overrides">
          <span role="status">Overridden in this tab, only for you:</span>
          <ul>
            {overrides.map((override) => (
              <li key={override.flagKey}>
                <code>{overrideText(override)}</code>
              </li>
            ))}
          </ul>
          <button type="button" onClick={clearAll}>
            Clear overrides
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

function overrideText({ flagKey, value }: OverriddenFlag): string {
  return `${flagKey} = ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
