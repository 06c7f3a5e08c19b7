import { Badge, Tooltip } from '@mantine/core';
import type { FlagState, FlagTableRow, JsonValue } from '@burgee/contracts';
import { audienceOf } from './audience.ts';
import classes from './flag-table.module.css';

/** All in the chosen environment. */
export type AudienceCellProps = {
  readonly emergency: FlagTableRow['emergencies'][number] | undefined;
  readonly global: FlagTableRow['global'];
  readonly state: FlagState;
  readonly now: number;
};

/** The flag's audience, and whether an override for everyone takes precedence over it. */
export function AudienceCell({ emergency, global, state, now }: AudienceCellProps) {
  const text = audienceOf(state, now);
  return (
    <div role="cell" className={classes.audience}>
      {emergency && (
        <Tooltip label={`${emergency.reason} (by ${emergency.createdBy})`}>
          <Badge color="red.8" size="sm" tt="none" mr={4}>
            Emergency
          </Badge>
        </Tooltip>
      )}
      {global && (
        <Tooltip label={`All who have no override of their own get ${words(global.value)}.`}>
          <Badge variant="default" size="sm" tt="none">
            Global override
          </Badge>
        </Tooltip>
      )}
      <span
        className={state.enabled && !state.archived ? undefined : classes.quiet}
        title={emergency ? undefined : text}
      >
        {emergency ? `Everyone gets ${words(emergency.value)}` : text}
      </span>
    </div>
  );
}

function words(value: JsonValue): string {
  return JSON.stringify(value);
}
