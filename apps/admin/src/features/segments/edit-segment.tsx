import type { Segment, SegmentUsage } from '@burgee/contracts';
import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { domainFailure } from '../../ui/describe-error.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { fieldProblems } from './field-problems.ts';
import { draftOfSegment, readSegment, type SegmentFields } from './segment-draft.ts';
import { SegmentForm } from './segment-form.tsx';
import { editableFields, isSameSegment, withTheirs } from './segment-merge.ts';
import { usageWords } from './usage-words.ts';

export type EditSegmentProps = { readonly segment: Segment; readonly usage: SegmentUsage | undefined };

/** Keeps the user's draft while others change the segment, so that neither side is lost. */
export function EditSegment({ segment, usage }: EditSegmentProps) {
  const { environment, key } = segment;
  const { why } = usePermission('segments:write', environment);
  const [base, setBase] = useState(segment);
  const [draft, setDraft] = useState(() => draftOfSegment(segment));
  const update = trpc.segments.update.useMutation();
  const utils = trpc.useUtils();
  const { fields } = readSegment(draft);
  const isChanged = fields === undefined || !isSameSegment(fields, base);
  // An unchanged form shows what others save.
  if (segment.revision > base.revision && !isChanged) resetDraft(segment);
  function resetDraft(from: Segment): void {
    setBase(from);
    setDraft(draftOfSegment(from));
  }
  async function saveSegment(wanted: SegmentFields, reason: { reason?: string }): Promise<void> {
    const saved = await update.mutateAsync({ environment, ...wanted, revision: base.revision, ...reason });
    utils.segments.get.setData({ environment, key }, saved);
    resetDraft(saved);
    void utils.segments.list.invalidate();
    offerUndo(`Saved the segment ${saved.name}.`, () => void undoSave(saved));
  }
  async function undoSave({ revision }: Segment): Promise<void> {
    try {
      const { name, description, condition } = base;
      await update.mutateAsync({ environment, key, name, description, condition, revision, reason: 'Undone' });
      await utils.segments.invalidate();
    } catch (error) {
      notifyFailure(error);
    }
  }
  const failure = domainFailure(update.error);
  const isConflict = isChanged && segment.revision > base.revision;
  const refused = fieldProblems(failure);
  return (
    <SegmentForm
      environment={environment}
      draft={draft}
      onChange={(next) => {
        update.reset();
        setDraft(next);
      }}
      isNew={false}
      refused={refused}
      // The values shown instead of broken ones can be saved unchanged.
      isChanged={isChanged || base.broken !== undefined}
      isPending={update.isPending}
      why={why}
      onSave={(wanted, reason) =>
        // Shows a concurrent change immediately; the failure itself is in `update.error`.
        void saveSegment(wanted, reason).catch(() => utils.segments.get.invalidate({ environment, key }))
      }
      onReset={() => resetDraft(segment)}
    >
      <Stack gap="sm">
        {isConflict ? (
          <ConflictPanel
            base={base}
            theirs={segment}
            mine={fields}
            onTakeTheirs={() => resetDraft(segment)}
            onKeepMine={() => {
              update.reset();
              if (fields) setDraft(draftOfSegment(withTheirs(base, segment, fields)));
              setBase(segment);
            }}
          />
        ) : (
          fields && <Preview base={base} fields={fields} usage={usage} />
        )}
        {update.error && !isConflict && refused.size === 0 && <ErrorState error={update.error} />}
      </Stack>
    </SegmentForm>
  );
}

type PreviewProps = {
  readonly base: Segment;
  readonly fields: SegmentFields;
  readonly usage: SegmentUsage | undefined;
};

/** Shows what saving changes and how many flags and segments it affects. */
function Preview({ base, fields, usage }: PreviewProps) {
  const isUsed = usage !== undefined && usage.flags.length + usage.segments.length > 0;
  return (
    <>
      <Text size="sm" fw={600}>
        Saving changes this{isUsed && `. ${usageWords(usage)}, which change immediately`}
      </Text>
      {base.broken && <Text size="sm">Unreadable fields are replaced with the values in the form.</Text>}
      {(!base.broken || !isSameSegment(fields, base)) && (
        <FieldDiff before={editableFields(base)} after={editableFields(fields)} />
      )}
    </>
  );
}
