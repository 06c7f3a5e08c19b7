import { Alert, Button, FileButton, Group, Paper, Stack, Text, Textarea, ThemeIcon } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useSurroundings } from '../../ui/surroundings.ts';
import classes from './import.module.css';
import { readDocument } from './read-document.ts';
import type { UnleashExport } from './use-unleash-plan.ts';

/** Takes an export from a file that is dropped or chosen, or from pasted text. */
export function SourceField({ onRead }: { readonly onRead: (read: UnleashExport) => void }) {
  const { newId } = useSurroundings();
  const [problem, setProblem] = useState<string>();
  const [isOver, setIsOver] = useState(false);
  const [isPasting, setIsPasting] = useState(false);
  function readText(name: string, text: string): void {
    const read = readDocument(text);
    if ('json' in read) onRead({ id: newId(), name, json: read.json });
    else setProblem(read.problem);
  }
  function readFile(file: File | null | undefined): void {
    if (!file) return;
    const unreadable = () => setProblem(`${file.name} cannot be read. Check that you may open it.`);
    void file.text().then((text) => readText(file.name, text), unreadable);
  }
  function takeDrop(event: DragEvent): void {
    event.preventDefault();
    setIsOver(false);
    readFile(event.dataTransfer.files[0]);
  }
  return (
    <Stack>
      <Paper
        className={classes.drop}
        data-over={isOver || undefined}
        p={{ base: 'lg', sm: 40 }}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={takeDrop}
      >
        <Stack align="center" gap="sm" ta="center">
          <ThemeIcon size={48} radius="xl" variant="light" aria-hidden>
            <IconFileImport />
          </ThemeIcon>
          <Text fw={600}>Drop an export of Unleash here</Text>
          <Text c="dimmed" size="sm" maw={520}>
            A JSON file: an export of features or of the state, or the response of <code>/api/client/features</code>.
            You see every change before anything is imported.
          </Text>
          <Group justify="center" gap="xs">
            <FileButton accept=".json,application/json" onChange={readFile}>
              {(props) => <Button {...props}>Choose a file</Button>}
            </FileButton>
            <Button variant="default" aria-expanded={isPasting} onClick={() => setIsPasting(!isPasting)}>
              Paste JSON
            </Button>
          </Group>
        </Stack>
      </Paper>
      {isPasting && <PasteField onPaste={(text) => readText('Pasted JSON', text)} />}
      {problem !== undefined && (
        <Alert role="alert" color="red" title="The export cannot be read">
          {problem}
        </Alert>
      )}
    </Stack>
  );
}

function PasteField({ onPaste }: { readonly onPaste: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPaste(text);
      }}
    >
      <Stack align="flex-start">
        <Textarea
          label="Export as JSON"
          autoFocus
          w="100%"
          rows={8}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ''}>
          Read JSON
        </Button>
      </Stack>
    </form>
  );
}
