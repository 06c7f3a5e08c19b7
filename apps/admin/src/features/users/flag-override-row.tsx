import type { EvaluationContext, Explanation, Flag, Override } from '@burgee/contracts';
import { ActionIcon, Badge, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { Countdown } from '../../ui/countdown.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { onWords, OverrideValue } from '../../ui/value-chip.tsx';
import { BrokenOverride } from '../overrides/broken-override.tsx';
import { AuthorAndReason } from '../overrides/override-row.tsx';
import { NoEffect } from '../verdict/no-effect.tsx';
import { ResultChip } from '../verdict/result-chip.tsx';
import { noEffectReason } from '../verdict/verdict.ts';
import classes from './users.module.css';

export type FlagOverrideRowProps = {
  readonly override: Override;
  /** The context of the override's target, to try the flag with. */
  readonly context: EvaluationContext;
  /** The evaluation for this context; `undefined` while loading. */
  readonly explanation: Explanation | undefined;
  readonly onRemove: () => void;
};

/** Shows a flag's override: its value, author, reason and expiry, and the actual result if the override has no effect. */
export function FlagOverrideRow({ override, context, explanation, onRemove }: FlagOverrideRowProps) {
  const { key: environment } = useEnvironment();
  const { why } = usePermission('overrides:write', environment);
  const { flagKey } = override;
  const { data: flag } = trpc.flags.get.useQuery({ environment, key: flagKey });
  const isExclude = override.type === 'user' && override.overrideType === 'exclude';
  return (
    <li className={classes.row}>
      <div className={classes.flag}>
        <TextLink to="/flags/$flagKey" params={{ flagKey }} search={{ tab: 'overrides' }} className={classes.key}>
          {flagKey}
        </TextLink>
        {explanation && <ActualResult explanation={explanation} flag={flag} overrideId={override.id} />}
      </div>
      <div>
        {isExclude ? (
          <Badge color="gray.7" variant="filled" tt="none" radius="sm">
            Excluded
          </Badge>
        ) : (
          <OverrideValue override={override} variants={flag?.variants ?? []} otherwise={onWords(flag)} />
        )}
      </div>
      <AuthorAndReason override={override} />
      <Countdown at={'expiresAt' in override ? override.expiresAt : null} />
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <ButtonLink
          to="/flags/$flagKey"
          params={{ flagKey }}
          search={{ tab: 'try-it' }}
          state={{ tryItContext: context }}
          variant="subtle"
          size="compact-sm"
          aria-label={`Why? Try ${flagKey} with this context`}
        >
          Why?
        </ButtonLink>
        <Guarded why={why}>
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove the override of ${flagKey}`} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Guarded>
      </Group>
      {override.broken && (
        <div className={classes.broken}>
          <BrokenOverride override={override} />
        </div>
      )}
    </li>
  );
}

type ActualResultProps = {
  readonly explanation: Explanation;
  readonly flag: Flag | undefined;
  readonly overrideId: string;
};

/** Shows the result and the reason if an override has no effect; renders nothing if the override decides. */
function ActualResult({ explanation, flag, overrideId }: ActualResultProps) {
  if (noEffectReason(explanation, overrideId) === undefined) return null;
  return (
    <>
      <NoEffect explanation={explanation} overrideId={overrideId} />
      <Group gap={6} mt={2} fz="xs" c="dimmed">
        Gets <ResultChip value={explanation.value} variants={flag?.variants ?? []} />
      </Group>
    </>
  );
}
