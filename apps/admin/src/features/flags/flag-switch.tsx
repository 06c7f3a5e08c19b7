import { Switch, Tooltip } from '@mantine/core';
import type { Environment, Flag } from '@burgee/contracts';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { isProduction } from '../../ui/environment-look.ts';
import { SwitchDialog } from './switch-dialog.tsx';
import { useSetEnabled } from './use-set-enabled.ts';

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
  const { enabled, set } = useSetEnabled(flag, environment);
  const [wanted, setWanted] = useState<boolean>();
  const isLive = isProduction(environment);
  const reason = why ?? (flag.archived ? 'An archived flag is off. Restore it first.' : undefined);
  function onChange(next: boolean): void {
    if (reason !== undefined) return;
    if (isLive) setWanted(next);
    else set(next);
  }
  return (
    <>
      <Tooltip label={reason} disabled={reason === undefined} refProp="rootRef">
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
      </Tooltip>
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
