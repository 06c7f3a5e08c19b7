import { Notifications } from '@mantine/notifications';

/** Where `notify.tsx` says things. A module of its own, so that it can be loaded apart from what says them. */
export function NotificationList() {
  return <Notifications position="top-right" />;
}
