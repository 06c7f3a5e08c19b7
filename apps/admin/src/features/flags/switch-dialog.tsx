import type { Environment, FlagKey, FlagState } from '@burgee/contracts';
import { useSurroundings } from '../../app/surroundings.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { audienceOf } from './audience.ts';

export type SwitchDialogProps = {
  readonly flagKey: FlagKey;
  readonly state: FlagState;
  readonly environment: Environment;
  readonly enabled: boolean;
  readonly onConfirm: (given: { reason?: string }) => void;
  readonly onClose: () => void;
};

/** Says what the switch would do, before it does it to real users. */
export function SwitchDialog({ flagKey, state, environment, enabled, onConfirm, onClose }: SwitchDialogProps) {
  const { now } = useSurroundings();
  const text = audienceOf({ ...state, enabled: true }, now());
  return (
    <ConfirmDialog
      title={`Switch ${flagKey} ${enabled ? 'on' : 'off'} in ${environment.name}?`}
      confirm={enabled ? 'Switch on' : 'Switch off'}
      environment={environment}
      isPending={false}
      error={undefined}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {enabled
        ? `Then it is on for: ${text.charAt(0).toLowerCase()}${text.slice(1)}.`
        : 'Then it is off for everybody, at once.'}
    </ConfirmDialog>
  );
}
