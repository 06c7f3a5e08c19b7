import type { EnvironmentKey, Override } from '@burgee/contracts';
import { OverrideForm } from './override-form.tsx';
import { nameOf, useRemoval } from './use-removal.ts';

export type RemoveDialogProps = {
  readonly environment: EnvironmentKey;
  readonly override: Override;
  readonly onClose: () => void;
};

/** Where a reason is wanted, removing asks for one. */
export function RemoveDialog({ environment, override, onClose }: RemoveDialogProps) {
  const { remove } = useRemoval(environment);
  return (
    <OverrideForm
      title="Remove the override"
      verb="Remove it"
      says={`${nameOf(override)} of ${override.flagKey} goes away. What is below it decides again.`}
      environment={environment}
      isReady
      onSubmit={(why) => remove(override, why)}
      onClose={onClose}
    />
  );
}
