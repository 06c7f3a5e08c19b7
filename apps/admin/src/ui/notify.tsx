import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { sentenceOf } from '../app/failure-of.ts';

const UNDO_MS = 10_000;
const FAILURE_MS = 12_000;

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'green', icon: <IconCheck size={18} aria-hidden />, withBorder: true });
}

export function notifyFailure(error: unknown): void {
  const { message, hint } = sentenceOf(error);
  notifications.show({
    title: message,
    message: hint,
    color: 'red',
    icon: <IconAlertTriangle size={18} aria-hidden />,
    withBorder: true,
    autoClose: FAILURE_MS,
  });
}

/** What was done, and for 10 s a way back. */
export function notifyWithUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    color: 'green',
    icon: <IconCheck size={18} aria-hidden />,
    withBorder: true,
    autoClose: UNDO_MS,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
