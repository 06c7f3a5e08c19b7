import { Stack, Text } from '@mantine/core';
import type { EnvironmentKey } from '@burgee/contracts';
import { useState, type ReactNode } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonOf } from '../../ui/reason-field.tsx';
import type { Why } from './use-override-calls.ts';

export type OverrideFormProps = {
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly says: ReactNode;
  readonly verb: string;
  readonly environment: EnvironmentKey;
  readonly children?: ReactNode;
  readonly isReady: boolean;
  readonly isDangerous?: boolean;
  readonly wantsReason?: boolean;
  /** Of the dialog. */
  readonly size?: 'md' | 'lg';
  readonly reason?: string;
  /** Closes when it resolves; what it rejects with is shown. */
  readonly onSubmit: (why: Why) => Promise<void>;
  readonly onClose: () => void;
};

/** Mounted while it is asked. The fields, why, and the button that does it. */
export function OverrideForm({ title, says, children, onClose, onSubmit, ...asking }: OverrideFormProps) {
  const { verb, isReady, isDangerous = false, wantsReason = false } = asking;
  const environment = useEnvironmentNamed(asking.environment);
  const [reason, setReason] = useState(asking.reason ?? '');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isWanted = isReasonWanted(environment, wantsReason);
  const isComplete = isReady && (!isWanted || reason.trim() !== '');
  async function submit(): Promise<void> {
    setPending(true);
    setError(null);
    try {
      await onSubmit(reasonOf(reason));
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
          if (isComplete && !isPending) void submit();
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
