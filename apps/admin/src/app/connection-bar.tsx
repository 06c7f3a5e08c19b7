import { IconPlugConnectedX } from '@tabler/icons-react';
import { useConnection } from './stores.ts';
import classes from './shell.module.css';

/** Says that nothing arrives any more. The region is always there, so that screen readers hear what comes into it. */
export function ConnectionBar() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection === 'lost' && (
        <div className={classes.bar}>
          <IconPlugConnectedX size={18} aria-hidden />
          <span>
            <strong>No connection to the server.</strong> What you see may be old. Trying again; nothing that you typed
            is lost.
          </span>
        </div>
      )}
    </div>
  );
}
