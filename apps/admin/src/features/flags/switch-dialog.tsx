import type { Environment, Flag } from '@burgee/contracts';
import { useSurroundings } from '../../app/surroundings.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { audienceOf } from './audience.ts';

export type SwitchDialogProps = {
  readonly flag: Flag;
  readonly environment: Environment;
  readonly enabled: boolean;
  readonly onConfirm: (given: { reason?: string }) => void;
  readonly onClose: () => void;
};

/** Says what the switch would do, before it does it to real users. */
export function SwitchDialog({ flag, environment, enabled, onConfirm, onClose }: SwitchDialogProps) {
  const { now } = useSurroundings();
  const { text } = audienceOf({ ...flag, enabled: true }, now());
  return (
    <ConfirmDialog
      title={`Switch ${flag.key} ${enabled ? 'on' : 'off'} in ${environment.name}?`}
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
