import { Notifications } from '@mantine/notifications';
import classes from './notification-list.module.css';

/** Where `notify.tsx` says things. A module of its own, so that it can be loaded apart from what says them. */
export function NotificationList() {
  return (
    <Notifications
      // Not at the top: the switch of a flag and its emergency button are there.
      position="bottom-right"
      // Of all: where one goes under the pointer, nobody would hear that it was left, and the others would stay for good.
      pauseResetOnHover="notification"
      // Below dialogs, whose buttons would stand behind it on narrow screens.
      zIndex={190}
      className={classes.list}
    />
  );
}
