import { ActionIcon, Badge, Group, Text } from '@mantine/core';
import type { EvaluationContext, Override } from '@burgee/contracts';
import { IconX } from '@tabler/icons-react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Countdown } from '../overrides/countdown.tsx';
import { WhoAndWhy } from '../overrides/override-row.tsx';
import { onWords, ValueChip } from '../overrides/value-chip.tsx';
import { whyIdle } from './effect-words.ts';
import classes from './users.module.css';

export type OverrideOfFlagProps = {
  readonly override: Override;
  /** Whose it is, to try the flag with. */
  readonly context: EvaluationContext;
  readonly onRemove: () => void;
};

const TICK_MS = 10_000;

/** One flag of somebody: what they get, by whom and why, until when, and whether it has an effect at all. */
export function OverrideOfFlag({ override, context, onRemove }: OverrideOfFlagProps) {
  const { key: environment, permitsSessionOverrides } = useEnvironment();
  const { why } = usePermission('overrides:write', environment);
  const now = useNow(TICK_MS);
  const { flagKey } = override;
  const { data: flag } = trpc.flags.get.useQuery({ environment, key: flagKey });
  const idle = whyIdle({ override, flag, permitsSessionOverrides, now });
  const isExclude = override.type === 'user' && override.overrideType === 'exclude';
  return (
    <li className={classes.row} data-idle={idle ? true : undefined}>
      <div className={classes.flag}>
        <TextLink to="/flags/$flagKey" params={{ flagKey }} search={{ tab: 'overrides' }} className={classes.key}>
          {flagKey}
        </TextLink>
        {idle && (
          <Text size="xs" c="dimmed">
            {idle}: no effect now
          </Text>
        )}
      </div>
      <div>
        {isExclude ? (
          <Badge color="gray.7" variant="filled" tt="none" radius="sm">
            Excluded
          </Badge>
        ) : (
          <ValueChip value={override.value} variants={flag?.variants ?? []} otherwise={onWords(flag)} />
        )}
      </div>
      <WhoAndWhy override={override} />
      <Countdown at={'expiresAt' in override ? override.expiresAt : null} />
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <ButtonLink
          to="/flags/$flagKey"
          params={{ flagKey }}
          search={{ tab: 'try-it' }}
          state={{ tryItContext: context }}
          variant="subtle"
          size="compact-sm"
          aria-label={`Why: try ${flagKey} for them`}
        >
          Why?
        </ButtonLink>
        <Guarded why={why}>
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove the override of ${flagKey}`} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Guarded>
      </Group>
    </li>
  );
}
