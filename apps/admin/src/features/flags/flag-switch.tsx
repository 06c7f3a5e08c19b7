import { Switch, Tooltip } from '@mantine/core';
import type { Environment, Flag } from '@burgee/contracts';
import { useState, type ReactElement } from 'react';
import { usePermission } from '../../app/permission.ts';
import { SwitchDialog } from './switch-dialog.tsx';
import { useSwitchFlag } from './switch-flag.tsx';

export type FlagSwitchProps = {
  readonly flag: Flag;
  readonly environment: Environment;
  readonly size?: 'sm' | 'lg';
  /** Said beside it, where there is room. */
  readonly label?: string;
};

/** The kill switch. It answers at once; production asks for a reason first. */
export function FlagSwitch({ flag, environment, size = 'sm', label }: FlagSwitchProps) {
  const { why } = usePermission('flags:write', environment.key);
  const switchFlag = useSwitchFlag();
  // What somebody wants shows at once; when the server has answered, the flag says what is true.
  const [wish, setWish] = useState<boolean>();
  const enabled = wish ?? flag.enabled;
  const [wanted, setWanted] = useState<boolean>();
  const isLive = environment.isProduction;
  const reason = why ?? (flag.archived ? 'An archived flag is off. Restore it first.' : undefined);
  function set(next: boolean, why: { reason?: string } = {}): void {
    setWish(next);
    void switchFlag({ flag, enabled: next, why }).then(() => setWish(undefined));
  }
  function onChange(next: boolean): void {
    if (reason !== undefined) return;
    if (isLive) setWanted(next);
    else set(next);
  }
  return (
    <>
      <Explained why={reason}>
        <Switch
          size={size}
          color="green.8"
          checked={enabled && !flag.archived}
          onChange={(event) => onChange(event.currentTarget.checked)}
          aria-label={`${flag.key} in ${environment.name}`}
          aria-disabled={reason !== undefined}
          withThumbIndicator={false}
          {...(label && { label })}
          styles={{
            track: {
              cursor: reason === undefined ? 'pointer' : 'not-allowed',
              opacity: reason === undefined ? 1 : 0.55,
            },
          }}
        />
      </Explained>
      {wanted !== undefined && (
        <SwitchDialog
          flag={flag}
          environment={environment}
          enabled={wanted}
          onConfirm={(given) => {
            setWanted(undefined);
            set(wanted, given);
          }}
          onClose={() => setWanted(undefined)}
        />
      )}
    </>
  );
}

/** A tooltip costs each row its time, so it is there only where it says something. */
function Explained({ why, children }: { readonly why: string | undefined; readonly children: ReactElement }) {
  if (why === undefined) return children;
  return (
    <Tooltip label={why} refProp="rootRef">
      {children}
    </Tooltip>
  );
}
