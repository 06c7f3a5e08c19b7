import type { JsonValue } from '@burgee/contracts';
import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type Choices, conflictsOf, type FieldConflict, type Side, type Sides, sidesOf } from './conflict.ts';
import classes from './conflict-dialog.module.css';
import { Dialog } from './dialog.tsx';
import { FieldDiff } from './field-diff.tsx';

export type ConflictDialogProps<F extends string> = {
  readonly sides: Sides<F>;
  /** The labels of the fields. */
  readonly names: Readonly<Record<F, string>>;
  /** A sentence naming the author and time of the other change, if known. */
  readonly who: ReactNode;
  /** Called with the side chosen for each field; the result can then be saved on top of the other change. */
  readonly onMerge: (sides: Readonly<Record<F, Side>>) => void;
  /** Discards the user's own changes. */
  readonly onReload: () => void;
  readonly onClose: () => void;
};

/** Shows two concurrent changes field by field, with a choice where both changed the same field. */
export function ConflictDialog<F extends string>(props: ConflictDialogProps<F>) {
  const { sides, names, who, onMerge, onReload, onClose } = props;
  const [choices, setChoices] = useState({} as Choices<F>);
  const conflicts = conflictsOf(sides);
  const chosen = sidesOf(sides, choices);
  return (
    <Dialog onClose={onClose} title="Someone else changed this flag" size="xl">
      <Stack>
        <Text size="sm">{who} Your changes are kept. Choose which value to use for each field, then save.</Text>
        {conflicts.map((conflict) => (
          <ConflictField
            key={conflict.field}
            conflict={conflict}
            name={names[conflict.field]}
            sides={sides}
            chosen={chosen[conflict.field]}
            onChoose={(side) => setChoices((before) => ({ ...before, [conflict.field]: side }))}
          />
        ))}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="red" onClick={onReload}>
            Discard my changes
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep editing
          </Button>
          <Button onClick={() => onMerge(chosen)}>Use this selection</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

type ConflictFieldProps<F extends string> = {
  readonly conflict: FieldConflict<F>;
  readonly name: string;
  readonly sides: Sides<F>;
  readonly chosen: Side;
  readonly onChoose: (side: Side) => void;
};

const CHOICES = [
  { value: 'yours', label: 'Use mine' },
  { value: 'theirs', label: 'Use theirs' },
];

function ConflictField<F extends string>({ conflict, name, sides, chosen, onChoose }: ConflictFieldProps<F>) {
  const { field, changedBy } = conflict;
  return (
    <div role="group" className={classes.field} aria-label={name}>
      <Group justify="space-between" mb="xs">
        <Title order={3} fz="sm">
          {name}
        </Title>
        {changedBy === 'both' ? (
          <SegmentedControl
            size="xs"
            aria-label={`Which ${name.toLowerCase()} to use`}
            data={CHOICES}
            value={chosen}
            onChange={(side) => onChoose(side === 'theirs' ? 'theirs' : 'yours')}
          />
        ) : (
          <Text size="xs" c="dimmed">
            {changedBy === 'yours'
              ? 'Only you changed it: your value is used'
              : 'Only they changed it: their value is used'}
          </Text>
        )}
      </Group>
      <div className={classes.sides}>
        {changedBy !== 'theirs' && (
          <SideDiff title="Yours" sides={sides} field={field} side="yours" isChosen={chosen === 'yours'} />
        )}
        {changedBy !== 'yours' && (
          <SideDiff title="Theirs" sides={sides} field={field} side="theirs" isChosen={chosen === 'theirs'} />
        )}
      </div>
    </div>
  );
}

type SideDiffProps<F extends string> = {
  readonly title: string;
  readonly sides: Sides<F>;
  readonly field: F;
  readonly side: Side;
  readonly isChosen: boolean;
};

/** One side's change to the field. */
function SideDiff<F extends string>({ title, sides, field, side, isChosen }: SideDiffProps<F>) {
  const only = (value: unknown) => ({ [field]: value }) as JsonValue;
  return (
    <div className={classes.side} data-chosen={isChosen || undefined}>
      <Text size="xs" fw={600} mb={4}>
        {title}
      </Text>
      <FieldDiff before={only(sides.base[field])} after={only(sides[side][field])} />
    </div>
  );
}
