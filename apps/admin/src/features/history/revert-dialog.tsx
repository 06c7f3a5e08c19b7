import type { AuditEntry, EnvironmentKey, Flag, JsonValue } from '@burgee/contracts';
import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { useActorName } from '../../app/actor-name.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { diffFields } from '../../ui/diff-fields.ts';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { formatTime } from '../../ui/format/dates.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { OverrideForm } from '../overrides/override-form.tsx';
import { HIDDEN_FIELDS } from './entry-words.ts';

export type RevertDialogProps = {
  readonly entry: AuditEntry;
  readonly environment: EnvironmentKey;
  /** The current flag; absent if it was deleted and is to be restored. */
  readonly flag: Flag | undefined;
  readonly onClose: () => void;
};

type Side = 'after' | 'before';

/** Shows the changes that a revert would make now, which include later changes by others. */
export function RevertDialog({ entry, environment, flag, onClose }: RevertDialogProps) {
  const now = flag ? asJson(flag) : null;
  const sides = (['after', 'before'] as const).filter((side) => differsFromNow(now, entry[side]));
  const [chosen, setChosen] = useState<Side>(sides[0] ?? 'after');
  const revert = trpc.flags.revert.useMutation();
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const utils = trpc.useUtils();
  const actorName = useActorName(entry.actor);
  return (
    <OverrideForm
      title={flag ? 'Revert the flag' : 'Restore the flag'}
      verb={flag ? 'Revert flag' : 'Restore flag'}
      says={
        flag
          ? `${actorName} changed ${entry.key} on ${formatTime(entry.at)}. Reverting makes these changes now:`
          : `${entry.key} will be restored as it was ${chosen} the change by ${actorName} on ${formatTime(entry.at)}:`
      }
      environment={environment}
      size="lg"
      isReady={sides.length > 0}
      onClose={onClose}
      onSubmit={async (why) => {
        const { key, number } = entry;
        const revision = flag && { revision: flag.revision };
        const reverted = await revert.mutateAsync({ environment, key, number, to: chosen, ...revision, ...why });
        if (!reverted) {
          await utils.flags.invalidate();
          return notifyDone(`${key} was deleted, because it did not exist then.`);
        }
        keep(reverted);
        const message = flag
          ? `${key} is as it was ${chosen} that change.`
          : `${key} was restored without its overrides.`;
        // A restored flag did not exist before, so its history has no state to undo to.
        if (flag) void offerUndo(message, reverted);
        else notifyDone(message);
      }}
    >
      {sides.length > 1 && (
        <SegmentedControl
          fullWidth
          aria-label="State to restore"
          value={chosen}
          data={[
            { value: 'after', label: 'After this change' },
            { value: 'before', label: 'Before this change' },
          ]}
          onChange={(side) => setChosen(side)}
        />
      )}
      {flag && sides.length === 1 && (
        <Text size="sm" c="dimmed">
          Restores the state {chosen} this change{chosen === 'before' && ', which is the latest'}.
        </Text>
      )}
      <FieldDiff before={now} after={sides.length > 0 ? entry[chosen] : now} without={HIDDEN_FIELDS} />
    </OverrideForm>
  );
}

/** `then` is `null` before the flag was created and after it was deleted; such a side cannot be chosen. */
function differsFromNow(now: JsonValue | null, then: JsonValue): boolean {
  return then !== null && diffFields(now ?? {}, then).some(({ path }) => !HIDDEN_FIELDS.includes(path));
}

function asJson(flag: Flag): JsonValue {
  return JSON.parse(JSON.stringify(flag)) as JsonValue;
}
