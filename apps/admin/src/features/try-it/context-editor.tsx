import { Button, Group, Menu, SegmentedControl, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { MAX_TARGET_LENGTH, type EvaluationContext } from '@burgee/contracts';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useSurroundings } from '../../app/surroundings.ts';
import { AttributeRows } from './attribute-rows.tsx';
import { contextOf, draftOf, EMPTY_DRAFT, readContext, textOfContext, type ContextDraft } from './context-draft.ts';
import { nameOfContext } from './recent-contexts.ts';

export type ContextEditorProps = {
  readonly draft: ContextDraft;
  readonly onChange: (draft: ContextDraft) => void;
  readonly known: readonly string[];
  readonly recent: readonly EvaluationContext[];
};

type View = 'form' | 'json';

const IDS = ['userId', 'sessionId', 'testRunId'] as const;

/** Who is asking: as a form or as JSON, which are two views of the same. */
export function ContextEditor({ draft, onChange, known, recent }: ContextEditorProps) {
  const [view, setView] = useState<View>('form');
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>Who is asking?</Title>
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
        <Form draft={draft} onChange={onChange} known={known} />
      ) : (
        <Json draft={draft} onChange={onChange} />
      )}
      <Group gap="xs">
        <Recent recent={recent} onChoose={onChange} />
        <Button variant="subtle" size="xs" color="gray" onClick={() => onChange(EMPTY_DRAFT)}>
          Clear
        </Button>
      </Group>
    </Stack>
  );
}

function Form({ draft, onChange, known }: Omit<ContextEditorProps, 'recent'>) {
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

/** Text that is no context yet stays as it is typed, and the context as it was. */
function Json({ draft, onChange }: Pick<ContextEditorProps, 'draft' | 'onChange'>) {
  const { newId } = useSurroundings();
  const [typed, setTyped] = useState<{ readonly text: string; readonly for: string } | null>(null);
  const current = textOfContext(contextOf(draft));
  // Somebody chose another one meanwhile: what was typed is about the one before.
  const text = typed && typed.for === current ? typed.text : current;
  const read = readContext(text);
  function change(next: string): void {
    const result = readContext(next);
    if (!result.isValid) return setTyped({ text: next, for: current });
    setTyped({ text: next, for: textOfContext(contextOf(draftOf(result.context, newId))) });
    onChange(draftOf(result.context, newId));
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
      onChange={(event) => change(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  );
}

type RecentProps = {
  readonly recent: readonly EvaluationContext[];
  readonly onChoose: (draft: ContextDraft) => void;
};

function Recent({ recent, onChoose }: RecentProps) {
  const { newId } = useSurroundings();
  if (recent.length === 0) return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconHistory size={14} aria-hidden />}>
          Recent
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {recent.map((context) => (
          <Menu.Item key={JSON.stringify(context)} onClick={() => onChoose(draftOf(context, newId))}>
            {nameOfContext(context)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
