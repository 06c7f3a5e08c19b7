import type { EnvironmentKey } from '@burgee/contracts';
import { Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import type { Why } from './use-override-calls.ts';

export type OverrideFormProps = {
  readonly title: string;
  /** A sentence that describes what will happen. */
  readonly says: ReactNode;
  readonly verb: string;
  readonly environment: EnvironmentKey;
  readonly children?: ReactNode;
  readonly isReady: boolean;
  readonly isDangerous?: boolean;
  readonly wantsReason?: boolean;
  /** The size of the dialog. */
  readonly size?: 'md' | 'lg';
  readonly reason?: string;
  /** The dialog closes when it resolves and shows the error when it rejects. */
  readonly onSubmit: (why: Why) => Promise<void>;
  readonly onClose: () => void;
};

/** A dialog with fields, a reason and a submit button. Mount it only while it is open. */
export function OverrideForm({ title, says, children, onClose, onSubmit, ...asking }: OverrideFormProps) {
  const { verb, isReady, isDangerous = false, wantsReason = false } = asking;
  const environment = useEnvironmentNamed(asking.environment);
  const [reason, setReason] = useState(asking.reason ?? '');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isWanted = isReasonWanted(environment, wantsReason);
  const isComplete = isReady && (!isWanted || reason.trim() !== '');
  async function submitOverride(): Promise<void> {
    setPending(true);
    setError(null);
    try {
      await onSubmit(reasonInput(reason));
      onClose();
    } catch (problem) {
      setError(problem);
      setPending(false);
    }
  }
  return (
    <Dialog onClose={onClose} title={title} size={asking.size ?? 'md'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete && !isPending) void submitOverride();
        }}
      >
        <Stack>
          <Text size="sm" component="div">
            {says}
          </Text>
          {children}
          <ReasonField environment={environment} isRequired={isWanted} value={reason} onChange={setReason} />
          {error ? <ErrorState error={error} /> : null}
          <DialogFooter
            verb={verb}
            isReady={isComplete}
            isPending={isPending}
            onCancel={onClose}
            environment={environment}
            isDangerous={isDangerous}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
