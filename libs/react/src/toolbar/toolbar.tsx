import { type KeyboardEvent, useEffect, useId } from 'react';
import { useOverrides } from './client-state.ts';
import type { FlagToolbarProps } from './flag-toolbar.tsx';
import { Panel } from './panel.tsx';
import { isShortcut } from './shortcut.ts';
import { useDisclosure } from './use-disclosure.ts';

/** The permanent launcher button and the panel that it opens. */
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
  const handlePanelKey = (event: KeyboardEvent) => {
    // Keeps typed keys from triggering the page's shortcuts: outside the shadow root, the target is not a field.
    event.stopPropagation();
    if (event.key === 'Escape' && isOpen) close();
  };
  return (
    <div className={`toolbar ${position}`} onKeyDown={handlePanelKey} onKeyUp={(event) => event.stopPropagation()}>
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
        <OverrideCount />
      </button>
    </div>
  );
}

/** Visible even while the panel is closed, so that the user remembers that the page differs from what others see. */
function OverrideCount() {
  const { overrides } = useOverrides();
  return overrides.length > 0 && <span className="badge">{overrides.length} overridden</span>;
}

function useShortcut(shortcut: string | false, toggle: () => void): void {
  useEffect(() => {
    if (!shortcut) return;
    const handleShortcut = (event: globalThis.KeyboardEvent) => {
      if (!isShortcut(event, shortcut)) return;
      event.preventDefault();
      toggle();
    };
    // Captures the event before the page and before the toolbar stops its propagation.
    window.addEventListener('keydown', handleShortcut, true);
    return () => window.removeEventListener('keydown', handleShortcut, true);
  }, [shortcut, toggle]);
}
