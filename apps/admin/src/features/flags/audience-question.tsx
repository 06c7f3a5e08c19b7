import { Button, Group, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { AudienceChoice } from './audience-choice.tsx';
import type { SwitchAnswer, SwitchCall } from './switch-call.ts';
import { choiceLabel, SWITCH_CHOICES, type SwitchChoice } from './switch-choices.ts';

type AudienceQuestionProps = {
  readonly title: string;
  readonly call: SwitchCall;
  readonly onConfirm: (answer: SwitchAnswer) => void;
  readonly onClose: () => void;
};

/** Asks who should get a flag that would reach no one. One click answers; production asks for a reason and a second click. */
export function AudienceQuestion({ title, call, onConfirm, onClose }: AudienceQuestionProps) {
  const { environment, state } = call;
  const { revision } = state;
  const exceptions = useExceptions(call);
  const confirmChoice = ({ percentage }: SwitchChoice, reason = '') =>
    onConfirm({
      ...(percentage !== undefined && { rolloutPercentage: percentage, revision }),
      ...reasonInput(reason),
    });
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{environment.isProduction ? exceptions : `${exceptions} Who should get it?`}</Text>
        {environment.isProduction ? (
          <ProductionForm call={call} onAnswer={confirmChoice} onClose={onClose} />
        ) : (
          <Group gap={6} role="group" aria-label="Who should get it?">
            {SWITCH_CHOICES.map((choice, index) => (
              <Button
                key={choiceLabel(choice)}
                px="sm"
                variant={choice.percentage === undefined ? 'default' : 'light'}
                data-autofocus={index === 0 || undefined}
                onClick={() => confirmChoice(choice)}
              >
                {choiceLabel(choice)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

type ProductionFormProps = Pick<AudienceQuestionProps, 'call' | 'onClose'> & {
  readonly onAnswer: (choice: SwitchChoice, reason: string) => void;
};

function ProductionForm({ call: { environment }, onAnswer, onClose }: ProductionFormProps) {
  const [choice, setChoice] = useState<SwitchChoice>();
  const [reason, setReason] = useState('');
  const isReady = choice !== undefined && reason.trim() !== '';
  function confirmSwitch(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) onAnswer(choice, reason);
  }
  return (
    <form onSubmit={confirmSwitch}>
      <Stack>
        <AudienceChoice label="Who should get it?" value={choice} onChange={setChoice} />
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        <DialogFooter
          verb="Switch on"
          isReady={isReady}
          isPending={false}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}

/** "No one would get it yet", and the users who get it anyway: overrides are not part of the flag's own targeting. */
function useExceptions({ flagKey, environment }: SwitchCall): string {
  const flag = { environment: environment.key, flagKey };
  const users = trpc.overrides.list.useQuery({ ...flag, type: 'user', overrideType: 'include', pageSize: 1 });
  const global = trpc.overrides.list.useQuery({ ...flag, type: 'global', pageSize: 1 });
  const count = users.data?.pagination.total ?? 0;
  if (global.data?.items.length) return 'Its own rollout includes no one; its global override decides.';
  if (count === 0) return 'No one would get it yet.';
  return `No one would get it yet, apart from ${formatCount(count, 'user')} with an override.`;
}
