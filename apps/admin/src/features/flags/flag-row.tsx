import { Checkbox } from '@mantine/core';
import type { Environment, Flag } from '@burgee/contracts';
import { useNavigate } from '@tanstack/react-router';
import { memo, type MouseEvent } from 'react';
import { TextLink } from '../../ui/links.tsx';
import { fullTime, relativeTime } from '../../ui/time-words.ts';
import { AudienceCell } from './audience-cell.tsx';
import { flagStatus } from './flag-status.ts';
import { FlagSwitch } from './flag-switch.tsx';
import classes from './flag-table.module.css';
import { OtherSwitch } from './other-switch.tsx';
import { StatusBadge } from './status-badge.tsx';
import { TypeBadge } from './type-look.tsx';
import type { OverrideBadges } from './use-override-badges.ts';

/** The flag in an environment that is not the chosen one. */
export type OtherState = { readonly known: Flag | undefined; readonly isListed: boolean };

export type FlagRowProps = {
  readonly flag: Flag;
  readonly index: number;
  readonly top: number;
  readonly environments: readonly Environment[];
  /** By the place of the environment; of the chosen one there is none. */
  readonly others: readonly (OtherState | undefined)[];
  readonly overrides: OverrideBadges;
  readonly changedBy: string | undefined;
  readonly now: number;
  readonly isChosen: boolean;
  readonly onChoose: (index: number, isRange: boolean) => void;
};

const MAX_TAGS = 1;
const OWN_CLICKS = 'a, button, input, label, [role="dialog"]';

function PlainFlagRow({ flag, index, top, environments, others, overrides, changedBy, now, ...choice }: FlagRowProps) {
  const navigate = useNavigate();
  function open({ target, currentTarget }: MouseEvent<HTMLElement>): void {
    // A dialog that a cell has opened is a child of the row for React, and none on the page.
    const isOwn = target instanceof Element && currentTarget.contains(target) && !target.closest(OWN_CLICKS);
    if (isOwn) void navigate({ to: '/flags/$flagKey', params: { flagKey: flag.key } });
  }
  return (
    // The link in the row does the same for who uses no mouse.
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-chosen={choice.isChosen || undefined}
      data-emergency={overrides.emergency ? true : undefined}
      onClick={open}
    >
      <div role="cell" className={classes.choice}>
        <Checkbox
          size="xs"
          checked={choice.isChosen}
          onChange={(event) => choice.onChoose(index, isShiftHeld(event.nativeEvent))}
          aria-label={`Select ${flag.key}`}
        />
      </div>
      <NameCell flag={flag} index={index} />
      {environments.map((environment, place) => (
        <div role="cell" key={environment.key} className={classes.environmentCell}>
          <span className={classes.cellLabel} aria-hidden>
            {environment.name}
          </span>
          <EnvironmentSwitch flag={flag} environment={environment} other={others[place]} />
        </div>
      ))}
      <AudienceCell flag={flag} overrides={overrides} now={now} />
      <div role="cell" className={classes.status}>
        <StatusBadge status={flagStatus(flag, now)} />
      </div>
      <div role="cell" className={classes.changed}>
        <time dateTime={flag.updatedAt} title={fullTime(flag.updatedAt)}>
          {relativeTime(flag.updatedAt, now)}
        </time>
        {changedBy && <span>{changedBy}</span>}
      </div>
    </div>
  );
}

function NameCell({ flag, index }: Pick<FlagRowProps, 'flag' | 'index'>) {
  const hidden = flag.tags.slice(MAX_TAGS);
  return (
    <div role="cell" className={classes.name}>
      <div className={classes.first}>
        <TextLink to="/flags/$flagKey" params={{ flagKey: flag.key }} className={classes.key} data-flag-link={index}>
          {flag.key}
        </TextLink>
        {flag.type !== 'boolean' && <TypeBadge type={flag.type} />}
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
            +{hidden.length}
          </span>
        )}
      </div>
    </div>
  );
}

type EnvironmentSwitchProps = {
  readonly flag: Flag;
  readonly environment: Environment;
  readonly other: OtherState | undefined;
};

function EnvironmentSwitch({ flag, environment, other }: EnvironmentSwitchProps) {
  if (environment.key === flag.environment) return <FlagSwitch flag={flag} environment={environment} />;
  return other ? <OtherSwitch flagKey={flag.key} environment={environment} {...other} /> : null;
}

/** Browsers tell a change of a checkbox by a click. */
function isShiftHeld(event: Event): boolean {
  return 'shiftKey' in event && event.shiftKey === true;
}

/** While somebody types or chooses, rows that say the same stay as they are. */
export const FlagRow = memo(PlainFlagRow, (before, after) => {
  const names = Object.keys(after) as (keyof FlagRowProps)[];
  return names.every((name) => before[name] === after[name] || isSameInside(name, before, after));
});

function isSameInside(name: keyof FlagRowProps, before: FlagRowProps, after: FlagRowProps): boolean {
  if (name === 'overrides') {
    return (
      before.overrides.emergency === after.overrides.emergency && before.overrides.global === after.overrides.global
    );
  }
  if (name !== 'others') return false;
  return after.others.every((other, place) => {
    const was = before.others[place];
    return was?.known === other?.known && was?.isListed === other?.isListed;
  });
}
