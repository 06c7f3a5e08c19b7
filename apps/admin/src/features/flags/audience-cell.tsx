import { Badge, Tooltip } from '@mantine/core';
import type { FlagState, FlagTableRow, JsonValue } from '@burgee/contracts';
import { audienceOf } from './audience.ts';
import classes from './flag-table.module.css';

export type AudienceCellProps = {
  readonly flag: FlagTableRow;
  /** In the chosen environment. */
  readonly state: FlagState;
  readonly now: number;
};

/** Who gets it, and whether an override for everybody says otherwise. */
export function AudienceCell({ flag: { emergency, global }, state, now }: AudienceCellProps) {
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
        {emergency ? `Everybody gets ${words(emergency.value)}` : text}
      </span>
    </div>
  );
}

function words(value: JsonValue): string {
  return JSON.stringify(value);
}
