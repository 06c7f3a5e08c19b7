import type { FlagContext } from '@burgee/flags';
import type { FlagToolbarProps } from '@burgee/react/toolbar';
import { type ComponentType, lazy, Suspense, useState } from 'react';

/** Loaded on demand, because most people never open it. */
const FlagToolbar = lazy<ComponentType<FlagToolbarProps>>(() =>
  import('@burgee/react/toolbar').then(
    ({ FlagToolbar }) => ({ default: FlagToolbar }),
    // A toolbar that fails to load must not break the page.
    () => ({ default: NoToolbar }),
  ),
);

export type FlagToolsProps = { readonly onContextChange: (context: FlagContext) => void };

/** Shows the toolbar on request, by `?toolbar` in the URL or by the button. */
export function FlagTools({ onContextChange }: FlagToolsProps) {
  const [isRequested, setIsRequested] = useState(() => new URLSearchParams(location.search).has('toolbar'));
  const [openCount, setOpenCount] = useState(0);
  const openToolbar = () => {
    setIsRequested(true);
    setOpenCount(openCount + 1);
  };
  return (
    <>
      <button type="button" onClick={openToolbar}>
        Show flags
      </button>
      {isRequested && (
        <Suspense>
          {/* A new key remounts the toolbar, so that pressing the button again reopens it. */}
          <FlagToolbar
            key={openCount}
            defaultOpen={openCount > 0}
            autoFocus={openCount > 0}
            onContextChange={onContextChange}
          />
        </Suspense>
      )}
    </>
  );
}

function NoToolbar() {
  return <span role="alert">The toolbar did not load. Reload the page to try again.</span>;
}
