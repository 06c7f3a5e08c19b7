import type { Environment, FlagKey, FlagState } from '@burgee/contracts';
import { Switch, Tooltip } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useFlagPermission } from '../../app/permission.ts';
import { useSwitchFlag } from './switch-flag.tsx';

export type FlagSwitchProps = {
  readonly flagKey: FlagKey;
  readonly state: FlagState;
  readonly environment: Environment;
  readonly size?: 'sm' | 'lg';
};

/** The kill switch. It moves immediately; production asks for a reason first. */
export function FlagSwitch({ flagKey, state, environment, size = 'sm' }: FlagSwitchProps) {
  const { why } = useFlagPermission({ environment: environment.key, key: flagKey, managedBy: state.managedBy });
  const switchFlag = useSwitchFlag();
  // Shows the requested position until the server has answered. It carries the flag's key, because a table reuses a row for
  // other flags.
  const [requested, setRequested] = useState<{ readonly flagKey: FlagKey; readonly enabled: boolean }>();
  const isOn = requested?.flagKey === flagKey ? requested.enabled : state.enabled;
  const reason = why ?? (state.archived ? 'An archived flag is off. Restore it first.' : undefined);
  function requestSwitch(enabled: boolean): void {
    if (reason !== undefined) return;
    const onSent = () => setRequested({ flagKey, enabled });
    void switchFlag({ flagKey, state, environment, enabled, onSent }).then(() => setRequested(undefined));
  }
  return (
    <SwitchTooltip why={reason}>
      <Switch
        size={size}
        color="green.8"
        checked={isOn && !state.archived}
        onChange={(event) => requestSwitch(event.currentTarget.checked)}
        aria-label={`${flagKey} in ${environment.name}`}
        aria-disabled={reason !== undefined}
        withThumbIndicator={false}
        styles={reason === undefined ? FREE : LOCKED}
      />
    </SwitchTooltip>
  );
}

const FREE = { track: { cursor: 'pointer' } };
const LOCKED = { track: { cursor: 'not-allowed', opacity: 0.55 } };

/** Rendering a tooltip takes time in every row, so only a switch with a reason has one. */
function SwitchTooltip({ why, children }: { readonly why: string | undefined; readonly children: ReactElement }) {
  if (why === undefined) return children;
  return (
    <Tooltip label={why} refProp="rootRef">
      {children}
    </Tooltip>
  );
}
