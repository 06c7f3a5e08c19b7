import type { ErrorComponentProps } from '@tanstack/react-router';
import { RouteErrorScreen } from './route-error-screen.tsx';
import classes from './shell.module.css';

/** Shown when the shell itself fails. */
export function ShellErrorScreen(props: ErrorComponentProps) {
  return (
    <main id="main" className={classes.alone}>
      <RouteErrorScreen {...props} />
    </main>
  );
}
