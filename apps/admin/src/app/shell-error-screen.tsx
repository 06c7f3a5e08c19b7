import type { ErrorComponentProps } from '@tanstack/react-router';
import { RouteErrorScreen } from './route-error-screen.tsx';
import classes from './shell.module.css';

/** Where not even the shell can be shown. */
export function ShellErrorScreen(props: ErrorComponentProps) {
  return (
    <main id="main" className={classes.alone}>
      <RouteErrorScreen {...props} />
    </main>
  );
}
