import { Radio, Skeleton, Stack } from '@mantine/core';
import type { AuditEntry, EnvironmentKey, JsonValue } from '@burgee/contracts';
import { useState } from 'react';
import { useActorName } from '../../app/actor-name.tsx';
import { brokenSentence, type Broken } from '../../ui/broken-words.ts';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { shortTime } from '../../ui/time-words.ts';
import { NOISE } from '../history/entry-words.ts';
import { OverrideForm } from '../overrides/override-form.tsx';
import type { Why } from '../overrides/use-override-calls.ts';

export type RepairDialogProps = {
  readonly name: string;
  readonly environment: EnvironmentKey;
  readonly broken: Broken;
  /** As it is on the screen, with an empty value in place of each that cannot be read. */
  readonly shown: object;
  /** The newest entry about it in the audit trail; `null` if there is none. */
  readonly entry: AuditEntry | null | undefined;
  readonly onPutBack: (entry: AuditEntry, why: Why) => Promise<void>;
  readonly onSaveShown: (why: Why) => Promise<void>;
  readonly onClose: () => void;
};

/** Repairs a row that SQL has broken: by its history, which SQL has not touched, or by what the screen shows. */
export function RepairDialog({ name, environment, broken, entry, ...props }: RepairDialogProps) {
  const recorded = entry && entry.after !== null ? entry : undefined;
  const [chosen, setChosen] = useState<'history' | 'shown'>();
  const way = chosen ?? (recorded ? 'history' : 'shown');
  const shown = JSON.parse(JSON.stringify(props.shown)) as JsonValue;
  return (
    <OverrideForm
      title={`Repair ${name}`}
      says={brokenSentence(broken)}
      verb="Repair"
      environment={environment}
      size="lg"
      isReady={entry !== undefined}
      onSubmit={(why) => (way === 'history' && recorded ? props.onPutBack(recorded, why) : props.onSaveShown(why))}
      onClose={props.onClose}
    >
      {entry === undefined && <Skeleton h={60} />}
      {recorded && (
        <Radio.Group label="Repair it with" value={way} onChange={(next) => setChosen(next)}>
          <Stack gap="xs" mt="xs">
            <Recorded entry={recorded} />
            <Radio value="shown" label="What the page shows" description={SHOWN} />
          </Stack>
        </Radio.Group>
      )}
      {entry === null && SHOWN}
      {recorded && way === 'history' && <FieldDiff before={shown} after={recorded.after} without={NOISE} />}
    </OverrideForm>
  );
}

const SHOWN = 'Each value that cannot be read is replaced by the empty or initial one that the page shows.';

function Recorded({ entry }: { readonly entry: AuditEntry }) {
  const actor = useActorName(entry.actor);
  return (
    <Radio
      value="history"
      label="What was saved last"
      description={`As ${actor} saved it on ${shortTime(entry.at)}, according to the audit trail. Nothing is lost.`}
    />
  );
}
