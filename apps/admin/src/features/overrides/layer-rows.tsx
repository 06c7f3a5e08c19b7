import { Skeleton } from '@mantine/core';
import type { Flag, Override, OverrideOf, OverrideType, ResolvedOverride } from '@burgee/contracts';
import { useState } from 'react';
import { ErrorState } from '../../ui/error-state.tsx';
import classes from './ladder.module.css';
import { OverrideRow, type Standing } from './override-row.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import type { LayerData } from './use-layer.ts';

export type LayerRowsProps<T extends OverrideType> = {
  readonly data: LayerData<T>;
  readonly flag: Flag;
  readonly resolved: ResolvedOverride | undefined;
  readonly standing: (resolved: ResolvedOverride | undefined, override: Override) => Standing;
  readonly why: string | undefined;
  readonly onEdit?: (override: OverrideOf<T>) => void;
  readonly isRemovable?: boolean;
};

/** What is in a layer; nothing at all where there is none. */
export function LayerRows<T extends OverrideType>(props: LayerRowsProps<T>) {
  const { data, flag, resolved, standing, why, onEdit, isRemovable = false } = props;
  const [removing, setRemoving] = useState<Override | null>(null);
  if (data.error) return <ErrorState error={data.error} onRetry={data.retry} />;
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
            standing={standing(resolved, override)}
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
