import type { Environment } from '@burgee/contracts';
import { Button } from '@mantine/core';
import classes from './dialog-footer.module.css';

export type DialogFooterProps = {
  /** The label of the submit button: "Save changes", "Create key". */
  readonly verb: string;
  readonly isReady: boolean;
  readonly isPending: boolean;
  readonly onCancel: () => void;
  /** In production, the button is red and its label ends in "in production". */
  readonly environment?: Pick<Environment, 'isProduction'> | undefined;
  readonly isDangerous?: boolean;
};

export function DialogFooter({ verb, isReady, isPending, onCancel, environment, isDangerous }: DialogFooterProps) {
  const isLive = environment?.isProduction ?? false;
  return (
    <div className={classes.footer}>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" disabled={!isReady} loading={isPending} {...((isLive || isDangerous) && { color: 'red' })}>
        {isLive ? `${verb} in production` : verb}
      </Button>
    </div>
  );
}
