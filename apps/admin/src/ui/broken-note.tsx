import { Badge, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Broken, brokenSentence } from './broken-words.ts';
import { formatNumber } from './format/numbers.ts';

export type BrokenNoteProps = {
  readonly broken: Broken | undefined;
  /** Explains what the broken fields mean and how to repair them. */
  readonly children?: ReactNode;
};

/** Marks a row that SQL has broken and shows what is wrong with it. Renders nothing for a healthy row. */
export function BrokenNote({ broken, children }: BrokenNoteProps) {
  if (!broken || broken.length === 0) return null;
  return (
    <div role="note" aria-label="Broken">
      <Group gap={8} mt={4} wrap="nowrap" align="flex-start">
        <Badge color="red.8" size="sm" tt="none" flex="none" mt={2}>
          Broken
        </Badge>
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Text size="sm">
            {brokenSentence(broken)} {children}
          </Text>
          <BrokenPlaces broken={broken} />
        </div>
      </Group>
    </div>
  );
}

const MAX_PLACES = 3;

/** The paths at which the schema found problems, for the person who inspects the row with SQL. */
export function BrokenPlaces({ broken }: { readonly broken: Broken }) {
  const others = broken.length - MAX_PLACES;
  return (
    <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
      {broken.slice(0, MAX_PLACES).map(({ path, message }, index) => (
        <div key={`${index} ${path}`}>
          <span className="mono">{path}</span>: {message}
        </div>
      ))}
      {others > 0 && <div>and {formatNumber(others)} more</div>}
    </Text>
  );
}
