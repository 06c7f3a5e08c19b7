import { UnstyledButton } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';

export type DisclosureButtonProps = {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** Opens and closes what stands below it. No <button>: who may only look opens things too, and their fields are disabled. */
export function DisclosureButton({ isOpen, onToggle, className, children }: DisclosureButtonProps) {
  function onKeyDown(event: KeyboardEvent): void {
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
      onKeyDown={onKeyDown}
    >
      {children}
    </UnstyledButton>
  );
}
