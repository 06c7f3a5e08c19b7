import type { EnvironmentKey, Override } from '@burgee/contracts';
import { OverrideForm } from './override-form.tsx';
import { nameOf, useRemoval } from './use-removal.ts';

export type RemoveDialogProps = {
  readonly environment: EnvironmentKey;
  readonly override: Override;
  readonly onClose: () => void;
};

/** Confirms the removal of an override and asks for a reason where one is required. */
export function RemoveDialog({ environment, override, onClose }: RemoveDialogProps) {
  const { remove } = useRemoval(environment);
  return (
    <OverrideForm
      title="Remove override"
      verb="Remove override"
      says={`${nameOf(override)} will be removed from ${override.flagKey}. The layers below take effect again.`}
      environment={environment}
      isReady
      onSubmit={(why) => remove(override, why)}
      onClose={onClose}
    />
  );
}
