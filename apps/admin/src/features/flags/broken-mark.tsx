import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import { lazy, Suspense, useState } from 'react';
import { BrokenBadge } from '../../ui/broken-badge.tsx';
import type { Broken } from '../../ui/broken-words.ts';

/** Loaded when someone opens the first broken flag. */
const BrokenFlagDialog = lazy(async () => ({
  default: (await import('../broken/broken-flag-dialog.tsx')).BrokenFlagDialog,
}));

export type BrokenMarkProps = {
  readonly environment: EnvironmentKey;
  readonly flagKey: FlagKey;
  readonly broken: Broken;
};

/** Marks a broken flag in the list, and opens a dialog to repair or delete it. */
export function BrokenMark({ environment, flagKey, broken }: BrokenMarkProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <BrokenBadge broken={broken} onOpen={() => setIsOpen(true)} />
      {isOpen && (
        <Suspense>
          <BrokenFlagDialog environment={environment} flagKey={flagKey} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
