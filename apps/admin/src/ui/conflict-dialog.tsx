import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { JsonValue } from '@burgee/contracts';
import { useState, type ReactNode } from 'react';
import { conflictsOf, sidesOf, type Choices, type FieldConflict, type Side, type Sides } from './conflict.ts';
import classes from './conflict-dialog.module.css';
import { Dialog } from './dialog.tsx';
import { FieldDiff } from './field-diff.tsx';

export type ConflictDialogProps<F extends string> = {
  readonly sides: Sides<F>;
  /** What people call the fields. */
  readonly names: Readonly<Record<F, string>>;
  /** Who made the other change, and when, where that is known. */
  readonly who: ReactNode;
  /** Whose value each field gets; then it can be saved upon theirs. */
  readonly onMerge: (sides: Readonly<Record<F, Side>>) => void;
  /** Drops what was typed. */
  readonly onReload: () => void;
  readonly onClose: () => void;
};

/** Two people changed the same thing: both changes, field by field, and a choice where they meet. */
export function ConflictDialog<F extends string>(props: ConflictDialogProps<F>) {
  const { sides, names, who, onMerge, onReload, onClose } = props;
  const [choices, setChoices] = useState({} as Choices<F>);
  const conflicts = conflictsOf(sides);
  const chosen = sidesOf(sides, choices);
  return (
    <Dialog onClose={onClose} title="Somebody else changed this, too" size="xl">
      <Stack>
        <Text size="sm">{who} Nothing of yours is lost: choose for each field which value counts, and save then.</Text>
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
            Drop my changes
          </Button>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button onClick={() => onMerge(chosen)}>Go on with these</Button>
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
  { value: 'yours', label: 'Take mine' },
  { value: 'theirs', label: 'Take theirs' },
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
            aria-label={`Whose ${name.toLowerCase()} counts`}
            data={CHOICES}
            value={chosen}
            onChange={(side) => onChoose(side === 'theirs' ? 'theirs' : 'yours')}
          />
        ) : (
          <Text size="xs" c="dimmed">
            {changedBy === 'yours' ? 'Only you changed it: yours counts' : 'Only they changed it: theirs counts'}
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

/** What one side made of the field, beside how it was. */
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
