import type { Environment, EnvironmentKey, FlagKey, FlagState, FlagTableRow } from '@burgee/contracts';
import { Checkbox, Text, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { memo, type MouseEvent } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { formatFullTime } from '../../ui/format/dates.ts';
import { formatNumber } from '../../ui/format/numbers.ts';
import { formatTimeAgo } from '../../ui/format/relative-time.ts';
import { TextLink } from '../../ui/links.tsx';
import { AudienceCell } from './audience-cell.tsx';
import { BrokenMark } from './broken-mark.tsx';
import { EmergencyBadge } from './emergency-badge.tsx';
import { FlagSwitch } from './flag-switch.tsx';
import classes from './flag-table.module.css';
import { StatusBadge } from './status-badge.tsx';
import { TypeBadge } from './type-badge.tsx';

export type FlagRowProps = {
  readonly flag: FlagTableRow;
  readonly index: number;
  readonly top: number;
  readonly environments: readonly Environment[];
  readonly chosen: EnvironmentKey;
  readonly now: number;
  readonly isChosen: boolean;
  readonly onChoose: (index: number, isRange: boolean) => void;
};

const MAX_TAGS = 1;
const OWN_CLICKS = 'a, button, input, label';

function UnmemoizedFlagRow({ flag, index, top, environments, chosen, now, isChosen, onChoose }: FlagRowProps) {
  const navigate = useNavigate();
  const stateIn = (key: EnvironmentKey) => flag.states.find(({ environment }) => environment === key);
  const emergencyIn = (key: EnvironmentKey) => flag.emergencies.find(({ environment }) => environment === key);
  const state = stateIn(chosen);
  function openFlag({ target, currentTarget }: MouseEvent<HTMLElement>): void {
    // React also delivers clicks in a dialog that the row has opened.
    const isOwn = target instanceof Element && currentTarget.contains(target) && !target.closest(OWN_CLICKS);
    if (isOwn) void navigate({ to: '/flags/$flagKey', params: { flagKey: flag.key } });
  }
  return (
    // The link in the row does the same for people without a mouse.
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-chosen={isChosen || undefined}
      data-emergency={flag.emergencies.length > 0 || undefined}
      onClick={openFlag}
    >
      <div role="cell" className={classes.choice}>
        <Checkbox
          size="xs"
          checked={isChosen}
          onChange={(event) => onChoose(index, isShiftHeld(event.nativeEvent))}
          aria-label={`Select ${flag.key}`}
        />
      </div>
      <NameCell flag={flag} index={index} chosen={chosen} />
      {environments.map((environment) => (
        <div role="cell" key={environment.key} className={classes.environmentCell}>
          <span className={classes.cellLabel} aria-hidden>
            {environment.name}
          </span>
          <div className={classes.switch}>
            <EnvironmentSwitch flagKey={flag.key} environment={environment} state={stateIn(environment.key)} />
            <EmergencyBadge emergency={emergencyIn(environment.key)} environment={environment} />
          </div>
        </div>
      ))}
      {state ? (
        <AudienceCell emergency={emergencyIn(chosen)} global={flag.global} block={flag.block} state={state} now={now} />
      ) : (
        <div role="cell" />
      )}
      <div role="cell" className={classes.status}>
        <StatusBadge status={flag.status} flag={flag} now={now} />
      </div>
      <div role="cell" className={classes.changed}>
        <time dateTime={flag.updatedAt} title={formatFullTime(flag.updatedAt)}>
          {formatTimeAgo(flag.updatedAt, now)}
        </time>
        {flag.updatedBy && (
          <span>
            <ActorName actor={flag.updatedBy} />
          </span>
        )}
      </div>
    </div>
  );
}

function NameCell({ flag, index, chosen }: Pick<FlagRowProps, 'flag' | 'index' | 'chosen'>) {
  const hidden = flag.tags.slice(MAX_TAGS);
  const managedBy = flag.states.find(({ environment }) => environment === chosen)?.managedBy;
  return (
    <div role="cell" className={classes.name}>
      <div className={classes.first}>
        <TextLink to="/flags/$flagKey" params={{ flagKey: flag.key }} className={classes.key} data-flag-link={index}>
          {flag.key || '(no key)'}
        </TextLink>
        {flag.broken && <BrokenMark flagKey={flag.key} environment={chosen} broken={flag.broken} />}
        {flag.type !== 'boolean' && <TypeBadge type={flag.type} />}
        {managedBy && (
          <span className={classes.tag} title={`Managed in Git: ${managedBy.source}`}>
            Git
          </span>
        )}
      </div>
      <div className={classes.second}>
        {flag.description && <span className={classes.description}>{flag.description}</span>}
        {flag.tags.slice(0, MAX_TAGS).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
        {hidden.length > 0 && (
          <span className={classes.tag} title={hidden.join(', ')}>
            +{formatNumber(hidden.length)}
          </span>
        )}
      </div>
    </div>
  );
}

type EnvironmentSwitchProps = {
  readonly flagKey: FlagKey;
  readonly environment: Environment;
  readonly state: FlagState | undefined;
};

function EnvironmentSwitch({ flagKey, environment, state }: EnvironmentSwitchProps) {
  if (state) return <FlagSwitch flagKey={flagKey} environment={environment} state={state} />;
  return (
    <Tooltip label={`${environment.name} has no flag "${flagKey}". Open the flag to copy it there.`}>
      <Text span c="dimmed" size="sm" role="img" aria-label={`Not in ${environment.name}`}>
        –
      </Text>
    </Tooltip>
  );
}

/** Browsers report a change of a checkbox as a click, which knows the Shift key. */
function isShiftHeld(event: Event): boolean {
  return 'shiftKey' in event && event.shiftKey === true;
}

/** Skips rendering of unchanged rows while someone types or selects. */
export const FlagRow = memo(UnmemoizedFlagRow);
