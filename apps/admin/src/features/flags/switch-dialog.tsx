import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { audienceOf } from './audience.ts';
import { AudienceQuestion } from './audience-question.tsx';
import type { SwitchAnswer, SwitchCall } from './switch-call.ts';
import { isReachingNobody } from './switch-choices.ts';

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
  const audience = audienceOf({ ...state, enabled: true }, now());
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
        ? `Who will get it: ${audience.charAt(0).toLowerCase()}${audience.slice(1)}.`
        : 'It will be off for everyone immediately.'}
    </ConfirmDialog>
  );
}
