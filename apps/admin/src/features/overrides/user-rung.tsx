import { Text } from '@mantine/core';
import type { Flag, Override, ResolvedOverride } from '@burgee/contracts';
import { usePermission } from '../../app/permission.ts';
import classes from './ladder.module.css';
import { layerOf } from './layers.ts';
import { OverrideRow } from './override-row.tsx';
import { Rung } from './rung.tsx';
import { standingOf, standingOfLayer } from './standing.ts';
import { useLayer } from './use-layer.ts';

/** Whose override it is of many users: theirs, for whom one asks. All are in the list below the ladder. */
export function UserRung({ flag, resolved }: { readonly flag: Flag; readonly resolved: ResolvedOverride | undefined }) {
  const { total, isPending } = useLayer(flag, 'user', { pageSize: 1 });
  const { why } = usePermission('overrides:write', flag.environment);
  const asked = userOverrideOf(resolved);
  return (
    <Rung
      layer={layerOf('user')}
      standing={standingOfLayer(resolved, 'user')}
      isQuiet={total === 0}
      action={
        !isPending && (
          <Text size="sm" c="dimmed">
            {total === 0 ? 'none' : total === 1 ? '1 user, below' : `${total.toLocaleString('en')} users, below`}
          </Text>
        )
      }
    >
      {asked && (
        <ul className={classes.rows}>
          <OverrideRow flag={flag} override={asked} standing={standingOf(resolved, asked)} why={why} />
        </ul>
      )}
    </Rung>
  );
}

function userOverrideOf(resolved: ResolvedOverride | undefined): Override | undefined {
  if (!resolved) return undefined;
  return [...(resolved.override ? [resolved.override] : []), ...resolved.shadowed].find(({ type }) => type === 'user');
}
