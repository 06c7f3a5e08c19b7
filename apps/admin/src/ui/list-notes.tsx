import { Button, Group, Text } from '@mantine/core';
import { formatCount, formatShortList } from './format/words.ts';

/** A line of text and the values that it was split into. */
export type ReadLine = { readonly text: string; readonly values: readonly string[] };

type ListNotesProps = {
  readonly duplicates: readonly string[];
  readonly line: ReadLine | undefined;
  readonly onJoin: (line: ReadLine) => void;
};

const MAX_NAMED = 3;

/** Reports how the last typed or pasted text was read. */
export function ListNotes({ duplicates, line, onJoin }: ListNotesProps) {
  return (
    <div role="status">
      {duplicates.length > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {duplicateWords(duplicates)}
        </Text>
      )}
      {line && (
        <Group gap={4} mt={4}>
          <Text size="xs" c="dimmed">
            Read as {formatCount(line.values.length, 'value')}.
          </Text>
          <Button size="compact-xs" variant="subtle" onClick={() => onJoin(line)}>
            Use “{line.text.trim()}” as one value
          </Button>
        </Group>
      )}
    </div>
  );
}

export function duplicateWords(duplicates: readonly string[]): string {
  const words = formatShortList(duplicates.slice(0, MAX_NAMED), duplicates.length);
  return `Already in the list, left out: ${words}.`;
}
