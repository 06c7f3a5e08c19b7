import { SegmentedControl, Text } from '@mantine/core';
import type { AuditEntry, EnvironmentKey, Flag, JsonValue } from '@burgee/contracts';
import { useState } from 'react';
import { useActorName } from '../../app/actor-name.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { useUndo } from '../../app/use-undo.ts';
import { trpc } from '../../app/trpc.ts';
import { diffFields } from '../../ui/diff-fields.ts';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { shortTime } from '../../ui/time-words.ts';
import { OverrideForm } from '../overrides/override-form.tsx';
import { NOISE } from './entry-words.ts';

export type RevertDialogProps = {
  readonly entry: AuditEntry;
  readonly environment: EnvironmentKey;
  /** As it is now; one that was deleted comes back. */
  readonly flag: Flag | undefined;
  readonly onClose: () => void;
};

type Side = 'after' | 'before';

/** Shows what going back would change today, which is more than the entry where others changed the flag since. */
export function RevertDialog({ entry, environment, flag, onClose }: RevertDialogProps) {
  const now = flag ? asJson(flag) : null;
  const sides = (['after', 'before'] as const).filter((side) => differs(now, entry[side]));
  const [chosen, setChosen] = useState<Side>(sides[0] ?? 'after');
  const revert = trpc.flags.revert.useMutation();
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const utils = trpc.useUtils();
  const actorName = useActorName(entry.actor);
  return (
    <OverrideForm
      title={flag ? 'Revert the flag' : 'Bring the flag back'}
      verb={flag ? 'Revert' : 'Bring it back'}
      says={
        flag
          ? `${actorName} changed ${entry.key} on ${shortTime(entry.at)}. This is what going back changes now:`
          : `${entry.key} comes back as it was ${chosen} what ${actorName} did on ${shortTime(entry.at)}:`
      }
      environment={environment}
      size="lg"
      isReady={sides.length > 0}
      onClose={onClose}
      onSubmit={async (why) => {
        const { key, number } = entry;
        const revision = flag && { revision: flag.revision };
        const reverted = await revert.mutateAsync({ environment, key, number, to: chosen, ...revision, ...why });
        await utils.invalidate();
        if (!reverted) return notifyDone(`${key} is gone, as it was then.`);
        keep(reverted);
        const message = flag ? `${key} is as it was ${chosen} that change.` : `${key} is back, without its overrides.`;
        // What was not there before cannot be undone by its own history.
        if (flag) void offerUndo(message, reverted);
        else notifyDone(message);
      }}
    >
      {sides.length > 1 && (
        <SegmentedControl
          fullWidth
          aria-label="Back to which state"
          value={chosen}
          data={[
            { value: 'after', label: 'After this change' },
            { value: 'before', label: 'Before it' },
          ]}
          onChange={(side) => setChosen(side)}
        />
      )}
      {flag && sides.length === 1 && (
        <Text size="sm" c="dimmed">
          Back to how it was {chosen} this change{chosen === 'before' && ', which is the newest'}.
        </Text>
      )}
      <FieldDiff before={now} after={sides.length > 0 ? entry[chosen] : now} without={NOISE} />
    </OverrideForm>
  );
}

/** A side that is `null` has no flag: what was before it was created, and what is after it was deleted. */
function differs(now: JsonValue | null, then: JsonValue): boolean {
  return then !== null && diffFields(now ?? {}, then).some(({ path }) => !NOISE.includes(path));
}

function asJson(flag: Flag): JsonValue {
  return JSON.parse(JSON.stringify(flag)) as JsonValue;
}
