import { Button, Group, Stack, Text } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { trpc } from '../../app/trpc.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { AudienceChoice } from './audience-choice.tsx';
import { SWITCH_CHOICES, type SwitchChoice } from './switch-choices.ts';
import type { SwitchAnswer, SwitchCall } from './switch-flag.tsx';

type AudienceQuestionProps = {
  readonly title: string;
  readonly call: SwitchCall;
  readonly onConfirm: (answer: SwitchAnswer) => void;
  readonly onClose: () => void;
};

/** Asks who should get a flag that would reach no one. One click, but production takes a reason and a second click. */
export function AudienceQuestion({ title, call, onConfirm, onClose }: AudienceQuestionProps) {
  const { environment, state } = call;
  const { revision } = state;
  const exceptions = useExceptions(call);
  const answer = ({ percentage }: SwitchChoice, reason = '') =>
    onConfirm({
      ...(percentage !== undefined && { rolloutPercentage: percentage, revision }),
      ...reasonInput(reason),
    });
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{environment.isProduction ? exceptions : `${exceptions} Give it to:`}</Text>
        {environment.isProduction ? (
          <LiveForm call={call} onAnswer={answer} onClose={onClose} />
        ) : (
          <Group gap={6} role="group" aria-label="Give it to">
            {SWITCH_CHOICES.map((choice, index) => (
              <Button
                key={choice.label}
                px="sm"
                variant={choice.percentage === undefined ? 'default' : 'light'}
                data-autofocus={index === 0 || undefined}
                onClick={() => answer(choice)}
              >
                {choice.label}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

type LiveFormProps = Pick<AudienceQuestionProps, 'call' | 'onClose'> & {
  readonly onAnswer: (choice: SwitchChoice, reason: string) => void;
};

function LiveForm({ call: { environment }, onAnswer, onClose }: LiveFormProps) {
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
        <AudienceChoice label="Give it to" value={choice} onChange={setChoice} />
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

/** "Nobody would get it yet", and who would all the same: overrides are not the flag's own targeting. */
function useExceptions({ flagKey, environment }: SwitchCall): string {
  const of = { environment: environment.key, flagKey };
  const users = trpc.overrides.list.useQuery({ ...of, type: 'user', overrideType: 'include', pageSize: 1 });
  const global = trpc.overrides.list.useQuery({ ...of, type: 'global', pageSize: 1 });
  const count = users.data?.pagination.total ?? 0;
  if (global.data?.items.length) return 'Nobody would get it by its own rollout; its global override decides.';
  if (count === 0) return 'Nobody would get it yet.';
  const words = count === 1 ? '1 user who has' : `${count.toLocaleString('en')} users who have`;
  return `Nobody would get it yet, apart from ${words} an override.`;
}
