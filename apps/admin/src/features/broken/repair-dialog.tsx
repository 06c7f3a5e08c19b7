import type { AuditEntry, EnvironmentKey, JsonValue } from '@burgee/contracts';
import { Radio, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { useActorName } from '../../app/actor-name.tsx';
import { type Broken, brokenSentence } from '../../ui/broken-words.ts';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { formatTime } from '../../ui/format/dates.ts';
import { HIDDEN_FIELDS } from '../history/entry-words.ts';
import { OverrideForm } from '../overrides/override-form.tsx';
import type { Why } from '../overrides/use-override-calls.ts';

export type RepairDialogProps = {
  readonly name: string;
  readonly environment: EnvironmentKey;
  readonly broken: Broken;
  /** The row as the screen shows it, with an empty value for each unreadable one. */
  readonly shown: object;
  /** The newest audit entry about it; `null` if there is none, `undefined` while it loads. */
  readonly entry: AuditEntry | null | undefined;
  readonly onPutBack: (entry: AuditEntry, why: Why) => Promise<void>;
  readonly onSaveShown: (why: Why) => Promise<void>;
  readonly onClose: () => void;
};

/** Repairs a row that was broken by SQL, with its last audit entry or with the values that the screen shows. */
export function RepairDialog({ name, environment, broken, entry, ...props }: RepairDialogProps) {
  const recorded = entry && entry.after !== null ? entry : undefined;
  const [chosen, setChosen] = useState<'history' | 'shown'>();
  const source = chosen ?? (recorded ? 'history' : 'shown');
  const shown = JSON.parse(JSON.stringify(props.shown)) as JsonValue;
  return (
    <OverrideForm
      title={`Repair ${name}`}
      says={brokenSentence(broken)}
      verb="Repair"
      environment={environment}
      size="lg"
      isReady={entry !== undefined}
      onSubmit={(why) => (source === 'history' && recorded ? props.onPutBack(recorded, why) : props.onSaveShown(why))}
      onClose={props.onClose}
    >
      {entry === undefined && <Skeleton h={60} />}
      {recorded && (
        <Radio.Group label="Repair with" value={source} onChange={(next) => setChosen(next)}>
          <Stack gap="xs" mt="xs">
            <LastSavedOption entry={recorded} />
            <Radio value="shown" label="Values shown on the page" description={SHOWN_HINT} />
          </Stack>
        </Radio.Group>
      )}
      {entry === null && SHOWN_HINT}
      {recorded && source === 'history' && <FieldDiff before={shown} after={recorded.after} without={HIDDEN_FIELDS} />}
    </OverrideForm>
  );
}

const SHOWN_HINT = 'Each value that cannot be read is replaced with the empty or initial one that the page shows.';

function LastSavedOption({ entry }: { readonly entry: AuditEntry }) {
  const actor = useActorName(entry.actor);
  return (
    <Radio
      value="history"
      label="Last saved version"
      description={`As ${actor} saved it on ${formatTime(entry.at)}, according to the audit trail. Nothing is lost.`}
    />
  );
}
