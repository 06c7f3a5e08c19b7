import type { Environment, FlagTableRow } from '@burgee/contracts';
import { Code, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatNumber } from '../../ui/format/numbers.ts';
import { pluralize } from '../../ui/format/words.ts';
import { ListField } from '../../ui/list-field.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { AudienceChoice } from './audience-choice.tsx';
import { BULK_WORDS, bulkChange, type BulkKind, countFlags, enableChange } from './bulk-words.ts';
import { isReachingNobody, type SwitchChoice } from './switch-choices.ts';
import { useBulk } from './use-bulk.ts';
import { useTags } from './use-tags.ts';

export type BulkDialogProps = {
  readonly kind: BulkKind;
  readonly flags: readonly FlagTableRow[];
  readonly environment: Environment;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

const MAX_NAMED = 8;

/** Flags that are managed in Git are named, and stay as they are. */
export function BulkDialog({ kind, flags: selected, environment, onDone, onClose }: BulkDialogProps) {
  const { run, isPending, error } = useBulk(environment, onDone);
  const [chosenTags, setChosenTags] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const knownTags = useTags();
  const managed = selected.filter((flag) => isManaged(flag, environment));
  const flags = selected.filter((flag) => !managed.includes(flag));
  const { action, effect } = BULK_WORDS[kind];
  const actionWords = action(countFlags(flags.length));
  const wantsTags = kind === 'addTags' || kind === 'removeTags';
  const [choice, setChoice] = useState<SwitchChoice>();
  const unreached = kind === 'enable' ? flagsReachingNobody(flags, environment) : [];
  const isAnswered = flags.length > 0 && (unreached.length === 0 || choice !== undefined);
  const isReady =
    isAnswered && (!wantsTags || chosenTags.length > 0) && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitBulkChange(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    const change = kind === 'enable' ? enableChange(unreached, choice?.percentage) : bulkChange(kind, chosenTags);
    run(flags, change, reasonInput(reason));
  }
  return (
    <Dialog onClose={onClose} title={`${actionWords} in ${environment.name}?`}>
      <form onSubmit={submitBulkChange}>
        <Stack>
          <Text size="sm">{effect}</Text>
          <FlagKeys flags={flags} />
          {managed.length > 0 && (
            <>
              <Text size="sm">
                {countFlags(managed.length)} {pluralize(managed.length, 'is', 'are')} managed in Git, and{' '}
                {pluralize(managed.length, 'stays', 'stay')} unchanged:
              </Text>
              <FlagKeys flags={managed} />
            </>
          )}
          {unreached.length > 0 && (
            <>
              <Text size="sm">
                {formatNumber(unreached.length)} of them {pluralize(unreached.length, 'reaches', 'reach')} no one yet:
              </Text>
              <FlagKeys flags={unreached} />
              <AudienceChoice
                label={`Who should get ${pluralize(unreached.length, 'it', 'them')}?`}
                value={choice}
                onChange={setChoice}
              />
            </>
          )}
          {wantsTags && (
            <ListField label="Tags" data-autofocus data={knownTags} values={chosenTags} onChange={setChosenTags} />
          )}
          <ReasonField environment={environment} value={reason} onChange={setReason} />
          {error ? <ErrorState error={error} /> : null}
          <DialogFooter
            verb={actionWords}
            isReady={isReady}
            isPending={isPending}
            onCancel={onClose}
            environment={environment}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

function isManaged({ states }: FlagTableRow, { key }: Environment): boolean {
  return states.some(({ environment, managedBy }) => environment === key && managedBy !== null);
}

function FlagKeys({ flags }: { readonly flags: readonly Pick<FlagTableRow, 'key'>[] }) {
  return (
    <Text size="sm" component="div">
      {flags.slice(0, MAX_NAMED).map(({ key }) => (
        <Code key={key} mr={4}>
          {key}
        </Code>
      ))}
      {flags.length > MAX_NAMED && `and ${formatNumber(flags.length - MAX_NAMED)} more`}
    </Text>
  );
}

function flagsReachingNobody(flags: readonly FlagTableRow[], { key: environment }: Environment) {
  return flags.flatMap(({ key, states }) => {
    const state = states.find((one) => one.environment === environment);
    return state && isReachingNobody(state) ? [{ key, state }] : [];
  });
}
