import { Stack, Text } from '@mantine/core';
import type { Segment, SegmentUsage } from '@burgee/contracts';
import { useState } from 'react';
import { domainFailure } from '../../app/describe-error.ts';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { problemsOf } from './refused.ts';
import { draftOfSegment, readSegment, type SegmentFields } from './segment-draft.ts';
import { SegmentForm } from './segment-form.tsx';
import { fieldsOf, isSameSegment, withTheirs } from './segment-merge.ts';
import { usageWords } from './usage-words.ts';

export type EditSegmentProps = { readonly segment: Segment; readonly usage: SegmentUsage | undefined };

/** Holds what is typed while others change the segment; nothing of either side is lost. */
export function EditSegment({ segment, usage }: EditSegmentProps) {
  const { environment, key } = segment;
  const { why } = usePermission('segments:write', environment);
  const [base, setBase] = useState(segment);
  const [draft, setDraft] = useState(() => draftOfSegment(segment));
  const update = trpc.segments.update.useMutation();
  const utils = trpc.useUtils();
  const { fields } = readSegment(draft);
  const isChanged = fields === undefined || !isSameSegment(fields, base);
  // Whoever has typed nothing sees what others save.
  if (segment.revision > base.revision && !isChanged) start(segment);
  function start(from: Segment): void {
    setBase(from);
    setDraft(draftOfSegment(from));
  }
  async function save(wanted: SegmentFields, reason: { reason?: string }): Promise<void> {
    const saved = await update.mutateAsync({ environment, ...wanted, revision: base.revision, ...reason });
    utils.segments.get.setData({ environment, key }, saved);
    start(saved);
    void utils.segments.list.invalidate();
    offerUndo(`The segment ${saved.name} is saved.`, () => void takeBack(saved));
  }
  async function takeBack({ revision }: Segment): Promise<void> {
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
  const refused = problemsOf(failure);
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
      // The values shown in place of broken ones can be saved unchanged.
      isChanged={isChanged || base.broken !== undefined}
      isPending={update.isPending}
      why={why}
      onSave={(wanted, reason) =>
        // What somebody else saved meanwhile is to be seen at once; the failure itself is in `update.error`.
        void save(wanted, reason).catch(() => utils.segments.get.invalidate({ environment, key }))
      }
      onReset={() => start(segment)}
    >
      <Stack gap="sm">
        {isConflict ? (
          <ConflictPanel
            base={base}
            theirs={segment}
            mine={fields}
            onTakeTheirs={() => start(segment)}
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

/** What saving changes, and for how many. */
function Preview({ base, fields, usage }: PreviewProps) {
  const isUsed = usage !== undefined && usage.flags.length + usage.segments.length > 0;
  return (
    <>
      <Text size="sm" fw={600}>
        Saving changes this{isUsed && `. ${usageWords(usage)}, which follow at once`}
      </Text>
      {base.broken && <Text size="sm">What cannot be read is replaced by what the form shows.</Text>}
      {(!base.broken || !isSameSegment(fields, base)) && <FieldDiff before={fieldsOf(base)} after={fieldsOf(fields)} />}
    </>
  );
}
