import { Switch, Tooltip } from '@mantine/core';
import type { Environment, FlagKey, FlagState } from '@burgee/contracts';
import { useState, type ReactElement } from 'react';
import { usePermission } from '../../app/permission.ts';
import { useSwitchFlag } from './switch-flag.tsx';

export type FlagSwitchProps = {
  readonly flagKey: FlagKey;
  readonly state: FlagState;
  readonly environment: Environment;
  readonly size?: 'sm' | 'lg';
};

/** The kill switch. It answers at once; production asks for a reason first. */
export function FlagSwitch({ flagKey, state, environment, size = 'sm' }: FlagSwitchProps) {
  const { why } = usePermission('flags:write', environment.key);
  const switchFlag = useSwitchFlag();
  // What somebody wants shows at once; when the server has answered, the state says what is true. By key, because a row of
  // a table shows one flag after another.
  const [wish, setWish] = useState<{ readonly of: FlagKey; readonly enabled: boolean }>();
  const isOn = wish?.of === flagKey ? wish.enabled : state.enabled;
  const reason = why ?? (state.archived ? 'An archived flag is off. Restore it first.' : undefined);
  function onChange(enabled: boolean): void {
    if (reason !== undefined) return;
    const onSent = () => setWish({ of: flagKey, enabled });
    void switchFlag({ flagKey, state, environment, enabled, onSent }).then(() => setWish(undefined));
  }
  return (
    <Explained why={reason}>
      <Switch
        size={size}
        color="green.8"
        checked={isOn && !state.archived}
        onChange={(event) => onChange(event.currentTarget.checked)}
        aria-label={`${flagKey} in ${environment.name}`}
        aria-disabled={reason !== undefined}
        withThumbIndicator={false}
        styles={reason === undefined ? FREE : LOCKED}
      />
    </Explained>
  );
}

const FREE = { track: { cursor: 'pointer' } };
const LOCKED = { track: { cursor: 'not-allowed', opacity: 0.55 } };

/** A tooltip costs each row its time, so it is there only where it says something. */
function Explained({ why, children }: { readonly why: string | undefined; readonly children: ReactElement }) {
  if (why === undefined) return children;
  return (
    <Tooltip label={why} refProp="rootRef">
      {children}
    </Tooltip>
  );
}
