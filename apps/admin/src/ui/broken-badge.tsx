import { Badge, Tooltip } from '@mantine/core';
import { type Broken, brokenSentence } from './broken-words.ts';

export type BrokenBadgeProps = {
  readonly broken: Broken;
  /** Shows the details, and what can be done. */
  readonly onOpen: () => void;
};

/** Marks a row that SQL has broken. It is a button, so that its text can be reached by keyboard. */
export function BrokenBadge({ broken, onOpen }: BrokenBadgeProps) {
  const why = brokenSentence(broken);
  return (
    <Tooltip label={why}>
      <Badge
        component="button"
        type="button"
        color="red.8"
        size="sm"
        tt="none"
        flex="none"
        style={{ cursor: 'pointer' }}
        aria-label={`Broken: ${why}`}
        onClick={onOpen}
      >
        Broken
      </Badge>
    </Tooltip>
  );
}
