import { IconPlugConnectedX } from '@tabler/icons-react';
import classes from './shell.module.css';
import { useConnection } from './stores.ts';

/** Shows that the server is unreachable. The live region is always mounted, so that screen readers announce its changes. */
export function ConnectionBar() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection === 'lost' && (
        <div className={classes.bar}>
          <IconPlugConnectedX size={18} aria-hidden />
          <span>
            <strong>No connection to the server.</strong> This page may be out of date. Reconnecting; your edits are
            kept.
          </span>
        </div>
      )}
    </div>
  );
}
