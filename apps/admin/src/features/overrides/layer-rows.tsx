import type { Explanation, Flag, Override, OverrideOf, OverrideType } from '@burgee/contracts';
import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { describeError } from '../../ui/describe-error.ts';
import classes from './ladder.module.css';
import { OverrideRow } from './override-row.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import type { LayerData } from './use-layer.ts';

export type LayerRowsProps<T extends OverrideType> = {
  readonly data: LayerData<T>;
  readonly flag: Flag;
  readonly explanation: Explanation | undefined;
  readonly why: string | undefined;
  readonly onEdit?: (override: OverrideOf<T>) => void;
  readonly isRemovable?: boolean;
};

/** The overrides in a layer; renders nothing for an empty layer. */
export function LayerRows<T extends OverrideType>(props: LayerRowsProps<T>) {
  const { data, flag, explanation, why, onEdit, isRemovable = false } = props;
  const [removing, setRemoving] = useState<Override | null>(null);
  if (data.error) return <LayerError error={data.error} onRetry={data.retry} />;
  if (data.isPending) return <Skeleton h={18} mt="sm" maw={320} />;
  if (data.items.length === 0) return null;
  return (
    <>
      <ul className={classes.rows}>
        {data.items.map((override) => (
          <OverrideRow
            key={override.id}
            flag={flag}
            override={override}
            explanation={explanation}
            why={why}
            onEdit={onEdit && (() => onEdit(override))}
            onRemove={isRemovable ? () => setRemoving(override) : undefined}
          />
        ))}
      </ul>
      {removing && (
        <RemoveDialog environment={flag.environment} override={removing} onClose={() => setRemoving(null)} />
      )}
    </>
  );
}

/** Takes only one line, because when one layer fails to load, the others often do too. */
function LayerError({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <Group gap="sm" mt="xs" role="alert">
      <Text size="sm" c="var(--mantine-color-error)">
        Could not load this layer. {describeError(error).message}
      </Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Group>
  );
}
