import { useEffect, useId, type KeyboardEvent } from 'react';
import type { FlagToolbarProps } from './flag-toolbar.tsx';
import { useOverrides } from './held.ts';
import { Panel } from './panel.tsx';
import { isShortcut } from './shortcut.ts';
import { useDisclosure } from './use-disclosure.ts';

/** The button that is always there, and the panel that it opens. */
export function Toolbar({
  position = 'bottom-right',
  defaultOpen = false,
  autoFocus = false,
  shortcut = 'Alt+Shift+F',
  onContextChange,
}: FlagToolbarProps) {
  const id = useId();
  const { launcher, isOpen, takesFocus, toggle, close } = useDisclosure(defaultOpen, autoFocus);
  useShortcut(shortcut, toggle);
  const onKeyDown = (event: KeyboardEvent) => {
    // What is typed here is no command to the page, which sees only that somebody types, not that it is into a field.
    event.stopPropagation();
    if (event.key === 'Escape' && isOpen) close();
  };
  return (
    <div className={`toolbar ${position}`} onKeyDown={onKeyDown} onKeyUp={(event) => event.stopPropagation()}>
      {isOpen && <Panel id={id} takesFocus={takesFocus} onClose={close} onContextChange={onContextChange} />}
      <button
        ref={launcher}
        type="button"
        className="launcher"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-keyshortcuts={shortcut || undefined}
        title={shortcut ? `Feature flags (${shortcut})` : undefined}
        onClick={toggle}
      >
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M5 2v28" className="pole" />
          <path d="M6.5 4H28l-6 7 6 7H6.5z" className="cloth" />
        </svg>
        Flags
        <Count />
      </button>
    </div>
  );
}

/** Said also while the panel is closed: nobody shall take what they see for what others see. */
function Count() {
  const { overrides } = useOverrides();
  return overrides.length > 0 && <span className="badge">{overrides.length} overridden</span>;
}

function useShortcut(shortcut: string | false, toggle: () => void): void {
  useEffect(() => {
    if (!shortcut) return;
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (!isShortcut(event, shortcut)) return;
      event.preventDefault();
      toggle();
    };
    // Before the page, and before our own stop.
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [shortcut, toggle]);
}
