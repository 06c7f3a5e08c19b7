import type { Environment } from '@burgee/contracts';
import { Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { DialogFooter } from './dialog-footer.tsx';
import { ErrorState } from './error-state.tsx';
import { isReasonWanted, ReasonField, reasonInput } from './reason-field.tsx';

export type ConfirmDialogProps = {
  readonly title: string;
  /** Sentences that describe what will happen. */
  readonly children: ReactNode;
  /** The label of the confirm button: "Revoke key". */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Text that must be typed first, where a click alone is too easy. */
  readonly typed?: string;
  /** A reason is required in production. */
  readonly environment?: Pick<Environment, 'isProduction'> | undefined;
  readonly wantsReason?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: (given: { reason?: string }) => void;
  readonly onClose: () => void;
};

/** Mount it only while it is open, so that its fields start empty. */
export function ConfirmDialog({ title, children, onClose, ...asking }: ConfirmDialogProps) {
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        <ConfirmForm onClose={onClose} {...asking} />
      </Stack>
    </Dialog>
  );
}

type FormProps = Omit<ConfirmDialogProps, 'title' | 'children'>;

function ConfirmForm({ confirm, isDangerous, typed, environment, wantsReason, isPending, error, ...on }: FormProps) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const isWanted = isReasonWanted(environment, wantsReason);
  const isReady = (typed === undefined || text === typed) && (!isWanted || reason.trim() !== '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) on.onConfirm(reasonInput(reason));
      }}
    >
      <Stack>
        {typed !== undefined && (
          <TextInput
            label={`Type "${typed}" to confirm`}
            autoComplete="off"
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <ReasonField environment={environment} isRequired={isWanted} value={reason} onChange={setReason} />
        {error ? <ErrorState error={error} /> : null}
        <DialogFooter
          verb={confirm}
          isReady={isReady}
          isPending={isPending}
          onCancel={on.onClose}
          environment={environment}
          isDangerous={isDangerous ?? false}
        />
      </Stack>
    </form>
  );
}
