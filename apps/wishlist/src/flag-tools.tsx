import type { FlagContext } from '@burgee/client';
import type { FlagToolbarProps } from '@burgee/react/toolbar';
import { lazy, Suspense, useState, type ComponentType } from 'react';

/** Most people never see it, so it is no part of what everybody loads. */
const FlagToolbar = lazy<ComponentType<FlagToolbarProps>>(() =>
  import('@burgee/react/toolbar').then(
    ({ FlagToolbar }) => ({ default: FlagToolbar }),
    // A tool that does not load must not take the page with it.
    () => ({ default: NoToolbar }),
  ),
);

export type FlagToolsProps = { readonly onContextChange: (context: FlagContext) => void };

/** The toolbar, for whoever asks for it: by `?toolbar` in the address, or by the button. */
export function FlagTools({ onContextChange }: FlagToolsProps) {
  const [isAsked, setIsAsked] = useState(() => new URLSearchParams(location.search).has('toolbar'));
  const [opened, setOpened] = useState(0);
  const open = () => {
    setIsAsked(true);
    setOpened(opened + 1);
  };
  return (
    <>
      <button type="button" onClick={open}>
        Flags
      </button>
      {isAsked && (
        <Suspense>
          {/* Another key: whoever presses the button again wants it open again. */}
          <FlagToolbar key={opened} defaultOpen={opened > 0} autoFocus={opened > 0} onContextChange={onContextChange} />
        </Suspense>
      )}
    </>
  );
}

function NoToolbar() {
  return <span role="alert">The toolbar did not load. Reload the page to try again.</span>;
}
