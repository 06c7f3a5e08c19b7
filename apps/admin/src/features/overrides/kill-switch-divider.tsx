import type { Flag } from '@burgee/contracts';
import { IconToggleLeft, IconToggleRight } from '@tabler/icons-react';
import { useNow } from '../../ui/use-now.ts';
import classes from './ladder.module.css';
import { whyFlagIsOff } from './layers.ts';

const TICK_MS = 5_000;

/** Where the flag's own switch stands among the layers: what is above survives it, what is below does not. */
export function KillSwitchDivider({ flag }: { readonly flag: Flag }) {
  const off = whyFlagIsOff(flag, useNow(TICK_MS));
  const Icon = off ? IconToggleLeft : IconToggleRight;
  return (
    <li className={classes.rung}>
      <div className={classes.rail}>
        <span className={classes.knot} />
      </div>
      <div className={classes.divider} data-off={off ? true : undefined}>
        <Icon size={18} stroke={1.7} aria-hidden />
        <strong>Kill switch, expiry, prerequisites</strong>
        <span>{off ? `${off}: the layers below do not count.` : 'The flag is on: the layers below count.'}</span>
      </div>
    </li>
  );
}
