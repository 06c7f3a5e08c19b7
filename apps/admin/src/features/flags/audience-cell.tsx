import type { FlagState, FlagTableRow, JsonValue } from '@burgee/contracts';
import { Badge, Tooltip, VisuallyHidden } from '@mantine/core';
import { useActorName } from '../../app/actor-name.tsx';
import { audienceOf, globalProblem } from './audience.ts';
import classes from './flag-table.module.css';

/** Everything here is about the chosen environment. */
export type AudienceCellProps = {
  readonly emergency: FlagTableRow['emergencies'][number] | undefined;
  readonly global: FlagTableRow['global'];
  readonly block: FlagTableRow['block'];
  readonly state: FlagState;
  readonly now: number;
};

/** The flag's audience, and whether an override for everyone takes precedence over it. */
export function AudienceCell({ emergency, global, block, state, now }: AudienceCellProps) {
  const text = audienceOf(state, now, { block, global: global?.value });
  const problem = globalProblem(state, { block, hasEmergency: emergency !== undefined });
  return (
    <div role="cell" className={classes.audience}>
      {emergency && <EmergencyMark emergency={emergency} />}
      {global && <GlobalBadge value={global.value} problem={problem} />}
      <span
        className={state.enabled && !state.archived ? undefined : classes.quiet}
        title={emergency ? undefined : text}
      >
        {emergency ? emergencyWords(emergency) : text}
      </span>
    </div>
  );
}

type EmergencyMarkProps = { readonly emergency: FlagTableRow['emergencies'][number] };

function EmergencyMark({ emergency: { reason, createdBy } }: EmergencyMarkProps) {
  const by = useActorName(createdBy);
  return (
    <Tooltip label={`${reason} (by ${by})`}>
      <Badge color="red.8" size="sm" tt="none" mr={4}>
        Emergency
      </Badge>
    </Tooltip>
  );
}

type GlobalBadgeProps = { readonly value: JsonValue; readonly problem: string | undefined };

function GlobalBadge({ value, problem }: GlobalBadgeProps) {
  const effect = problem
    ? `Global override: no effect ${problem}.`
    : `Everyone without a user override gets ${valueWords(value)}.`;
  return (
    <Tooltip label={effect} multiline maw={320}>
      <Badge variant="default" size="sm" tt="none">
        <span aria-hidden={problem !== undefined}>{problem ? 'Global: no effect' : 'Global override'}</span>
        {problem && <VisuallyHidden>{effect}</VisuallyHidden>}
      </Badge>
    </Tooltip>
  );
}

function emergencyWords({ broken, value }: EmergencyMarkProps['emergency']): string {
  return broken ? 'The emergency value cannot be read' : `Everyone gets ${valueWords(value)}`;
}

function valueWords(value: JsonValue): string {
  return JSON.stringify(value);
}
