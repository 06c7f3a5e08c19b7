import { Condition, type EnvironmentKey } from '@burgee/contracts';
import { Stack, Text } from '@mantine/core';
import { trpc } from '../../app/trpc.ts';
import { AddButtons } from '../../ui/condition/add-buttons.tsx';
import { attributesOf } from '../../ui/condition/attributes-of.ts';
import { type ConditionDraft, conditionOfDraft, newGroup } from '../../ui/condition/condition-draft.ts';
import { ConditionEditor } from '../../ui/condition/condition-editor.tsx';
import { conditionWords } from '../../ui/condition/condition-words.ts';
import type { ConditionOptions } from '../../ui/condition/node-editor-props.ts';
import { useSurroundings } from '../../ui/surroundings.ts';
import type { Problems } from './segment-draft.ts';

export type ConditionFieldProps = {
  readonly environment: EnvironmentKey;
  /** The key of the edited segment, which cannot use itself; empty for a new segment. */
  readonly segmentKey: string;
  readonly draft: ConditionDraft;
  readonly onChange: (draft: ConditionDraft) => void;
  readonly problems: Problems;
};

/** Edits the condition of a segment and shows it as a sentence. */
export function ConditionField({ environment, segmentKey, draft, onChange, problems }: ConditionFieldProps) {
  const options = useConditionOptions(environment, segmentKey, problems);
  const condition = Condition.safeParse(conditionOfDraft(draft));
  return (
    <Stack gap="sm">
      <div>
        <ConditionEditor draft={draft} path="condition" options={options} onChange={onChange} />
        {draft.kind !== 'group' && (
          <AddButtons newId={options.newId} onAdd={(node) => onChange(newGroup(options.newId(), [draft, node]))} />
        )}
      </div>
      {condition.success && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Matches: {conditionWords(condition.data)}
        </Text>
      )}
    </Stack>
  );
}

const MAX_SUGGESTED = 200;

/** The other segments and the attributes that segments use. */
function useConditionOptions(environment: EnvironmentKey, segmentKey: string, problems: Problems): ConditionOptions {
  const { newId } = useSurroundings();
  const { data } = trpc.segments.list.useQuery({ environment, pageSize: MAX_SUGGESTED });
  const all = data?.items ?? [];
  return {
    segments: all.filter(({ key }) => key !== segmentKey),
    attributes: [...new Set(['userId', ...all.flatMap(({ condition }) => attributesOf(condition))])],
    problems,
    newId,
  };
}
