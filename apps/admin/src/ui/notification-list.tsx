import { Notifications } from '@mantine/notifications';
import classes from './notification-list.module.css';

/** Shows the notifications of `notify.tsx`. A separate module, so that it can be loaded lazily. */
export function NotificationList() {
  return (
    <Notifications
      // The top is taken by a flag's switch and its emergency button.
      position="bottom-right"
      // With 'all', a notification that closes under the pointer never fires mouseleave, and the others would stay open.
      pauseResetOnHover="notification"
      // Below dialogs, whose buttons it would cover on narrow screens.
      zIndex={190}
      className={classes.list}
    />
  );
}
