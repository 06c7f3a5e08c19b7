import { Button, Group, Skeleton, Text } from '@mantine/core';
import type { Explanation, Flag, Override, OverrideOf, OverrideType } from '@burgee/contracts';
import { useState } from 'react';
import { describeError } from '../../app/describe-error.ts';
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

/** What is in a layer; nothing at all where there is none. */
export function LayerRows<T extends OverrideType>(props: LayerRowsProps<T>) {
  const { data, flag, explanation, why, onEdit, isRemovable = false } = props;
  const [removing, setRemoving] = useState<Override | null>(null);
  if (data.error) return <Unread error={data.error} onRetry={data.retry} />;
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

/** One line, because when one layer cannot be read the others often cannot, either. */
function Unread({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <Group gap="sm" mt="xs" role="alert">
      <Text size="sm" c="var(--mantine-color-error)">
        Not loaded. {describeError(error).message}
      </Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Group>
  );
}
