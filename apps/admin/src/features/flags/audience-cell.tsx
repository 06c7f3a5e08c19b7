import { Badge, Tooltip } from '@mantine/core';
import type { Flag, Override } from '@burgee/contracts';
import { audienceOf } from './audience.ts';
import classes from './flag-table.module.css';
import type { OverrideBadges } from './use-override-badges.ts';

export type AudienceCellProps = { readonly flag: Flag; readonly overrides: OverrideBadges; readonly now: number };

/** Who gets it, and whether an override for everybody says otherwise. */
export function AudienceCell({ flag, overrides: { emergency, global }, now }: AudienceCellProps) {
  const { text } = audienceOf(flag, now);
  return (
    <div role="cell" className={classes.audience}>
      {emergency && (
        <Tooltip label={`${emergency.reason ?? 'Somebody has set it'} (by ${emergency.createdBy})`}>
          <Badge color="red.8" size="sm" tt="none" mr={4}>
            Emergency
          </Badge>
        </Tooltip>
      )}
      {global && (
        <Tooltip label={`All who have no override of their own get ${valueOf(global)}.`}>
          <Badge variant="default" size="sm" tt="none">
            Global override
          </Badge>
        </Tooltip>
      )}
      <span className={flag.enabled && !flag.archived ? undefined : classes.quiet} title={emergency ? undefined : text}>
        {emergency ? `Everybody gets ${valueOf(emergency)}` : text}
      </span>
    </div>
  );
}

function valueOf(override: Override): string {
  return JSON.stringify(override.value);
}
