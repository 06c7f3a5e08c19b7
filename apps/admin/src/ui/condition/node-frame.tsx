import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ConditionDraft } from './condition-draft.ts';
import classes from './condition-editor.module.css';

export type NodeFrameProps = {
  readonly draft: ConditionDraft;
  /** For screen readers: "condition", "segment". */
  readonly what: string;
  readonly children: ReactNode;
  readonly onChange: (draft: ConditionDraft) => void;
  readonly onRemove?: (() => void) | undefined;
};

/** Frames a part of a condition with buttons that negate and remove it. */
export function NodeFrame({ draft, what, children, onChange, onRemove }: NodeFrameProps) {
  return (
    <div className={classes.node}>
      <NotButton draft={draft} what={what} onChange={onChange} />
      {children}
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove this ${what}`} onClick={onRemove}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

export function NotButton({ draft, what, onChange }: Pick<NodeFrameProps, 'draft' | 'what' | 'onChange'>) {
  const isNot = draft.nots > 0;
  return (
    <Button
      size="compact-sm"
      variant={isNot ? 'light' : 'subtle'}
      color={isNot ? 'red' : 'gray'}
      {...(!isNot && { c: 'dimmed', fw: 500 })}
      aria-pressed={isNot}
      aria-label={`Not: negate this ${what}`}
      onClick={() => onChange({ ...draft, nots: isNot ? 0 : 1 })}
    >
      {draft.nots > 1 ? `not × ${draft.nots}` : 'not'}
    </Button>
  );
}
