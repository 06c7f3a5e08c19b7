import type { Environment } from '@burgee/contracts';
import { Button, Group, Paper, Text } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconTag, IconToggleLeft, IconToggleRight, IconX } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { Guarded } from '../../ui/guarded.tsx';
import classes from './bulk-bar.module.css';
import { type BulkKind, countFlags } from './bulk-words.ts';
import type { Selection } from './use-selection.ts';

export type BulkBarProps = {
  readonly environment: Environment;
  readonly selection: Selection;
};

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }));

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

/** The actions for all selected flags, at the bottom of the window. */
export function BulkBar({ environment, selection }: BulkBarProps) {
  const { why } = usePermission('flags:write', environment.key);
  const [openDialog, setOpenDialog] = useState<BulkKind>();
  const flags = [...selection.flags.values()];
  const isArchived = flags.every(({ status }) => status === 'archived');
  const actionButton = (kind: BulkKind, label: string, icon: ReactNode) => (
    <Guarded why={why}>
      <Button size="xs" variant="default" leftSection={icon} onClick={() => setOpenDialog(kind)}>
        {label}
      </Button>
    </Guarded>
  );
  return (
    <>
      <Paper className={classes.bar} shadow="md" data-bottom-bar role="region" aria-label="Selected flags">
        <Group gap="xs">
          <Text size="sm" fw={600} mr="xs" role="status">
            {countFlags(flags.length)} selected
          </Text>
          {!isArchived && actionButton('enable', 'Enable', <IconToggleRight {...ICON} />)}
          {!isArchived && actionButton('disable', 'Disable', <IconToggleLeft {...ICON} />)}
          {actionButton('addTags', 'Add tags', <IconTag {...ICON} />)}
          {actionButton('removeTags', 'Remove tags', <IconTag {...ICON} />)}
          {isArchived
            ? actionButton('restore', 'Restore', <IconArchiveOff {...ICON} />)
            : actionButton('archive', 'Archive', <IconArchive {...ICON} />)}
          <Button size="xs" variant="subtle" color="gray" leftSection={<IconX {...ICON} />} onClick={selection.clear}>
            Clear selection
          </Button>
        </Group>
      </Paper>
      {openDialog && (
        <Suspense>
          <BulkDialog
            kind={openDialog}
            flags={flags}
            environment={environment}
            onDone={() => {
              setOpenDialog(undefined);
              selection.clear();
            }}
            onClose={() => setOpenDialog(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
