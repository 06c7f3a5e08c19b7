import { type Flag, Tag } from '@burgee/contracts';
import { Stack, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { ListField } from '../../ui/list-field.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { useTags } from '../flags/use-tags.ts';

type AboutDialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Edits the texts of a flag that people read; they do not affect evaluation. */
export function AboutDialog({ flag, onClose }: AboutDialogProps) {
  return (
    <Dialog onClose={onClose} title="Edit description and tags">
      <AboutForm flag={flag} onClose={onClose} />
    </Dialog>
  );
}

function AboutForm({ flag, onClose }: AboutDialogProps) {
  const environment = useEnvironment();
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const [description, setDescription] = useState(flag.description);
  const [tags, setTags] = useState<string[]>(flag.tags);
  const knownTags = useTags();
  const [reason, setReason] = useState('');
  const update = trpc.flags.update.useMutation({
    onSuccess: (after) => {
      keep(after);
      void offerUndo(`${after.key} is saved.`, after);
      onClose();
    },
  });
  const problem = tagsProblem(tags);
  const isReady = problem === undefined && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitDescription(event: SubmitEvent): void {
    event.preventDefault();
    const { environment, key, revision } = flag;
    if (isReady) update.mutate({ environment, key, revision, description, tags, ...reasonInput(reason) });
  }
  return (
    <form onSubmit={submitDescription}>
      <Stack>
        <Textarea
          label="Description"
          maxLength={1_000}
          autosize
          minRows={2}
          maxRows={8}
          data-autofocus
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <ListField label="Tags" maxTags={20} data={knownTags} error={problem} values={tags} onChange={setTags} />
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        {update.error && <ErrorState error={update.error} />}
        <DialogFooter
          verb="Save changes"
          isReady={isReady}
          isPending={update.isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}

/** The first tag that the contract rejects, and the reason. */
function tagsProblem(tags: readonly string[]): string | undefined {
  for (const tag of tags) {
    const { error } = Tag.safeParse(tag);
    if (error) return `"${tag}": ${error.issues[0]?.message ?? 'is not a valid tag'}`;
  }
  return undefined;
}
