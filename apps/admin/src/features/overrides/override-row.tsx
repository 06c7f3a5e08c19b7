import type { Explanation, Flag, Override } from '@burgee/contracts';
import { ActionIcon, Badge, Group, Text } from '@mantine/core';
import { IconPencil, IconX } from '@tabler/icons-react';
import { ActorName } from '../../app/actor-name.tsx';
import { GREEN } from '../../ui/colors.ts';
import { Countdown } from '../../ui/countdown.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { onWords, OverrideValue } from '../../ui/value-chip.tsx';
import { NoEffect } from '../verdict/no-effect.tsx';
import { type Standing, standingOf } from '../verdict/verdict.ts';
import { BrokenOverride } from './broken-override.tsx';
import classes from './ladder.module.css';

export type OverrideRowProps = {
  readonly flag: Flag;
  readonly override: Override;
  /** The evaluation that the row belongs to. */
  readonly explanation: Explanation | undefined;
  /** The reason why the override cannot be changed; `undefined` if it can. */
  readonly why: string | undefined;
  readonly onEdit?: (() => void) | undefined;
  readonly onRemove?: (() => void) | undefined;
};

/** Shows an override's value, target, author, reason and end. */
export function OverrideRow({ flag, override, explanation, why, onEdit, onRemove }: OverrideRowProps) {
  const target = 'target' in override ? override.target : 'everyone';
  const isExclude = override.type === 'user' && override.overrideType === 'exclude';
  const endsAt = 'expiresAt' in override ? override.expiresAt : null;
  return (
    <li className={classes.row}>
      <Group gap={8} miw={0}>
        {isExclude ? (
          <Text span size="sm">
            Off
          </Text>
        ) : (
          <OverrideValue override={override} variants={flag.variants} otherwise={onWords(flag)} />
        )}
        <StandingBadge standing={standingOf(explanation, override.id)} />
        {explanation && <NoEffect explanation={explanation} overrideId={override.id} />}
      </Group>
      <span className={classes.target}>{target}</span>
      <AuthorAndReason override={override} />
      <Countdown at={endsAt} never={override.type === 'emergency' ? 'until ended' : 'never ends'} />
      <Group gap={2} wrap="nowrap" justify="flex-end">
        {onEdit && (
          <Guarded why={why}>
            <ActionIcon variant="subtle" color="gray" aria-label={`Change the override of ${target}`} onClick={onEdit}>
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
          </Guarded>
        )}
        {onRemove && (
          <Guarded why={why}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove the override of ${target}`}
              onClick={onRemove}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Guarded>
        )}
      </Group>
      {override.broken && (
        <div className={classes.broken}>
          <BrokenOverride override={override} />
        </div>
      )}
    </li>
  );
}

export function AuthorAndReason({ override }: { readonly override: Override }) {
  return (
    <span className={`${classes.why} ${classes.wide}`}>
      <ActorName actor={override.createdBy} />, <TimeAgo at={override.createdAt} />
      {override.reason && <>: “{override.reason}”</>}
    </span>
  );
}

const BADGES: Readonly<Record<Standing, { readonly label: string; readonly isFilled?: boolean } | undefined>> = {
  wins: { label: 'Wins', isFilled: true },
  shadowed: { label: 'Shadowed' },
  expired: { label: 'Expired' },
  forbidden: { label: 'Not permitted' },
  none: undefined,
};

function StandingBadge({ standing }: { readonly standing: Standing }) {
  const badge = BADGES[standing];
  if (!badge) return null;
  const look = badge.isFilled
    ? ({ color: GREEN, variant: 'filled' } as const)
    : ({ color: 'gray', variant: 'outline', c: 'dimmed' } as const);
  return (
    <Badge {...look} size="sm" tt="none" miw="max-content">
      {badge.label}
    </Badge>
  );
}
