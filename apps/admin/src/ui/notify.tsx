import { notifications, notificationsStore } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { describeError } from './describe-error.ts';

const FAILURE_MS = 12_000;

/** Marks notifications that only confirm an action. */
const DONE = 'data-done';

export function notifyDone(message: string): void {
  withdrawDone();
  notifications.show({
    message,
    color: 'green',
    icon: <IconCheck size={18} aria-hidden />,
    withBorder: true,
    [DONE]: true,
  });
}

/** Removes earlier confirmations when a new one appears, so that they do not pile up. */
export function withdrawDone(): void {
  notifications.updateState(notificationsStore, (open) => open.filter((one) => !(DONE in one)));
}

export function notifyFailure(error: unknown): void {
  const { message, hint } = describeError(error);
  notifications.show({
    title: message,
    message: hint,
    color: 'red',
    icon: <IconAlertTriangle size={18} aria-hidden />,
    withBorder: true,
    autoClose: FAILURE_MS,
  });
}
