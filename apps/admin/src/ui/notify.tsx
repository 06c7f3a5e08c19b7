import { notifications, notificationsStore } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { sentenceOf } from '../app/failure-of.ts';

const FAILURE_MS = 12_000;

/** Marks what only says that something was done. */
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

/** What was said to be done gives way to what is said next: no pile of it stands on the page. */
export function withdrawDone(): void {
  notifications.updateState(notificationsStore, (open) => open.filter((one) => !(DONE in one)));
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
