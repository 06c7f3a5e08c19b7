import { Code, Stack, TagsInput, Text } from '@mantine/core';
import type { Environment, FlagTableRow } from '@burgee/contracts';
import { useState, type SubmitEvent } from 'react';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonOf } from '../../ui/reason-field.tsx';
import { useTags } from './use-tags.ts';
import { BULK_WORDS, bulkChange, type BulkKind } from './bulk-words.ts';
import { useBulk } from './use-bulk.ts';

export type BulkDialogProps = {
  readonly kind: BulkKind;
  readonly flags: readonly FlagTableRow[];
  readonly environment: Environment;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

const MAX_NAMED = 8;

export function BulkDialog({ kind, flags, environment, onDone, onClose }: BulkDialogProps) {
  const { run, isPending, error } = useBulk(environment, onDone);
  const [given, setGiven] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const tags = useTags();
  const { verb, before } = BULK_WORDS[kind];
  const wantsTags = kind === 'addTags' || kind === 'removeTags';
  const isReady = (!wantsTags || given.length > 0) && (!isReasonWanted(environment) || reason.trim() !== '');
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) run(flags, bulkChange(kind, given), reasonOf(reason));
  }
  const title = `${verb}: ${flags.length} ${flags.length === 1 ? 'flag' : 'flags'} in ${environment.name}`;
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{before}</Text>
          <Text size="sm" component="div">
            {flags.slice(0, MAX_NAMED).map(({ key }) => (
              <Code key={key} mr={4}>
                {key}
              </Code>
            ))}
            {flags.length > MAX_NAMED && `and ${flags.length - MAX_NAMED} more`}
          </Text>
          {wantsTags && <TagsInput label="Tags" data-autofocus data={tags} value={given} onChange={setGiven} />}
          <ReasonField environment={environment} value={reason} onChange={setReason} />
          {error ? <ErrorState error={error} /> : null}
          <DialogFooter
            verb={verb}
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
