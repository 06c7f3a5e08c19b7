import { audienceOf } from './audience.ts';
import { AudienceQuestion } from './audience-question.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { isReachingNobody } from './switch-choices.ts';
import type { SwitchAnswer, SwitchCall } from './switch-flag.tsx';
import { useSurroundings } from '../../app/surroundings.ts';

export type SwitchDialogProps = SwitchCall & {
  readonly onConfirm: (answer: SwitchAnswer) => void;
  readonly onClose: () => void;
};

/** States the effect of the switch before real users feel it; asks who should get a flag that would reach no one. */
export function SwitchDialog({ onConfirm, onClose, ...call }: SwitchDialogProps) {
  const { flagKey, state, environment, enabled } = call;
  const { now } = useSurroundings();
  const title = `Switch ${flagKey} ${enabled ? 'on' : 'off'} in ${environment.name}?`;
  if (enabled && isReachingNobody(state)) {
    return <AudienceQuestion title={title} call={call} onConfirm={onConfirm} onClose={onClose} />;
  }
  const text = audienceOf({ ...state, enabled: true }, now());
  return (
    <ConfirmDialog
      title={title}
      confirm={enabled ? 'Switch on' : 'Switch off'}
      environment={environment}
      isPending={false}
      error={undefined}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {enabled
        ? `Then it is on for: ${text.charAt(0).toLowerCase()}${text.slice(1)}.`
        : 'Then it is off for everyone, immediately.'}
    </ConfirmDialog>
  );
}
