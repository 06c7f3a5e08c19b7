import { type Flag, flagState, type JsonValue } from '@burgee/contracts';
import { Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { brokenSentence } from '../../ui/broken-words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { audienceOf } from '../flags/audience.ts';
import { targetingOf } from './draft-reducer.ts';
import { FlagConflictDialog } from './flag-conflict-dialog.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';
import { useSaveTargeting } from './use-save-targeting.ts';

/** Shows the changes before they are saved. If someone else saved in the meantime, resolves the conflict first. */
export function ReviewDialog({ onClose }: { readonly onClose: () => void }) {
  const { save, isPending, error, theirs, settle } = useSaveTargeting(onClose);
  if (theirs) return <FlagConflictDialog theirs={theirs} onSettled={settle} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title="Save these changes?" size="lg">
      <ReviewForm save={save} isPending={isPending} error={error} onClose={onClose} />
    </Dialog>
  );
}

type ReviewFormProps = {
  readonly save: (why: { reason?: string }) => void;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onClose: () => void;
};

function ReviewForm({ save, isPending, error, onClose }: ReviewFormProps) {
  const environment = useEnvironment();
  const { base, fields, changed } = useTargetingDraft();
  const [reason, setReason] = useState('');
  const before = targetingOf(base);
  const changedOnly = (values: typeof fields) =>
    Object.fromEntries(changed.map((name) => [name, values[name]])) as JsonValue;
  const isReady = changed.length > 0 && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitReview(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) save(reasonInput(reason));
  }
  return (
    <form onSubmit={submitReview}>
      <Stack>
        <Text size="sm" component="div">
          {base.key} in <EnvironmentBadge environment={environment} />
        </Text>
        <AudienceChange />
        <FieldDiff before={changedOnly(before)} after={changedOnly(fields)} />
        {base.broken.length > 0 && (
          <Text size="sm">
            {brokenSentence(base.broken)} Saving replaces each of them with the value that the page shows.
          </Text>
        )}
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        {error ? <ErrorState error={error} /> : null}
        <DialogFooter
          verb="Save changes"
          isReady={isReady}
          isPending={isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}

/** The audience before and after, if it changes. */
function AudienceChange() {
  const { base, fields } = useTargetingDraft();
  const { now } = useSurroundings();
  const at = now();
  const [before, after] = [base, { ...base, ...fields } as Flag].map((flag) => audienceOf(flagState(flag, at), at));
  if (before === after) return null;
  return (
    <Text size="sm">
      Now: {before}. After saving: <strong>{after}</strong>.
    </Text>
  );
}
