import { UnstyledButton } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';

export type DisclosureButtonProps = {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** Opens and closes the content below. Not a <button>: a viewer's disabled fieldset would disable it. */
export function DisclosureButton({ isOpen, onToggle, className, children }: DisclosureButtonProps) {
  function toggleByKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onToggle();
  }
  return (
    <UnstyledButton
      component="div"
      role="button"
      tabIndex={0}
      aria-expanded={isOpen}
      className={className}
      onClick={onToggle}
      onKeyDown={toggleByKey}
    >
      {children}
    </UnstyledButton>
  );
}
