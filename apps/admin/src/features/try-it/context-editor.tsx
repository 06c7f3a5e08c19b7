import { type EvaluationContext, MAX_TARGET_LENGTH } from '@burgee/contracts';
import { Button, Group, Menu, SegmentedControl, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useSurroundings } from '../../ui/surroundings.ts';
import { AttributeRows } from './attribute-rows.tsx';
import {
  type ContextDraft,
  contextJson,
  contextToDraft,
  draftToContext,
  EMPTY_DRAFT,
  readContext,
} from './context-draft.ts';
import { contextLabel } from './recent-contexts.ts';

export type ContextEditorProps = {
  readonly draft: ContextDraft;
  readonly onChange: (draft: ContextDraft) => void;
  readonly known: readonly string[];
  readonly recent: readonly EvaluationContext[];
};

type View = 'form' | 'json';

const IDS = ['userId', 'sessionId', 'testRunId'] as const;

/** Edits the evaluation context as a form or as JSON. */
export function ContextEditor({ draft, onChange, known, recent }: ContextEditorProps) {
  const [view, setView] = useState<View>('form');
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>Evaluation context</Title>
        <SegmentedControl
          size="xs"
          aria-label="View of the context"
          value={view}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
          onChange={(chosen) => setView(chosen)}
        />
      </Group>
      {view === 'form' ? (
        <ContextForm draft={draft} onChange={onChange} known={known} />
      ) : (
        <ContextJsonField draft={draft} onChange={onChange} />
      )}
      <Group gap="xs">
        <RecentMenu recent={recent} onChoose={onChange} />
        <Button variant="subtle" size="xs" color="gray" onClick={() => onChange(EMPTY_DRAFT)}>
          Clear context
        </Button>
      </Group>
    </Stack>
  );
}

function ContextForm({ draft, onChange, known }: Omit<ContextEditorProps, 'recent'>) {
  return (
    <>
      {IDS.map((name) => (
        <TextInput
          key={name}
          label={name}
          autoComplete="off"
          spellCheck={false}
          maxLength={MAX_TARGET_LENGTH}
          value={draft[name]}
          onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
        />
      ))}
      <AttributeRows rows={draft.rows} known={known} onChange={(rows) => onChange({ ...draft, rows })} />
    </>
  );
}

/** Keeps text that is not a valid context as typed, without changing the current context. */
function ContextJsonField({ draft, onChange }: Pick<ContextEditorProps, 'draft' | 'onChange'>) {
  const { newId } = useSurroundings();
  const [typed, setTyped] = useState<{ readonly text: string; readonly for: string } | null>(null);
  const current = contextJson(draftToContext(draft));
  // Drops the typed text once another context has been chosen.
  const text = typed && typed.for === current ? typed.text : current;
  const read = readContext(text);
  function changeJson(next: string): void {
    const result = readContext(next);
    if (!result.isValid) return setTyped({ text: next, for: current });
    setTyped({ text: next, for: contextJson(draftToContext(contextToDraft(result.context, newId))) });
    onChange(contextToDraft(result.context, newId));
  }
  return (
    <Textarea
      label="Context"
      autosize
      minRows={8}
      maxRows={20}
      spellCheck={false}
      error={read.isValid ? undefined : read.problem}
      value={text}
      onChange={(event) => changeJson(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  );
}

type RecentMenuProps = {
  readonly recent: readonly EvaluationContext[];
  readonly onChoose: (draft: ContextDraft) => void;
};

function RecentMenu({ recent, onChoose }: RecentMenuProps) {
  const { newId } = useSurroundings();
  if (recent.length === 0) return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconHistory size={14} aria-hidden />}>
          Recent contexts
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {recent.map((context) => (
          <Menu.Item key={JSON.stringify(context)} onClick={() => onChoose(contextToDraft(context, newId))}>
            {contextLabel(context)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
