import type { Flag } from '@burgee/contracts';
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconArrowsExchange,
  IconCopyPlus,
  IconDots,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { useFlagPermission } from '../../app/permission.ts';
import { AboutDialog } from './about-dialog.tsx';
import { ArchiveDialog } from './archive-dialog.tsx';
import { CopyToDialog } from './copy-to-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { useLeaveDeleted } from './use-leave-deleted.ts';

const UnleashDialog = lazy(async () => ({ default: (await import('./unleash-dialog.tsx')).UnleashDialog }));

type FlagDialog = 'about' | 'archive' | 'delete' | 'copy' | 'unleash';

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

export function FlagMenu({ flag }: { readonly flag: Flag }) {
  const { all } = useEnvironments();
  const { isAllowed, why } = useFlagPermission(flag);
  const [openDialog, setOpenDialog] = useState<FlagDialog>();
  const leave = useLeaveDeleted();
  const close = () => setOpenDialog(undefined);
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={`More actions for ${flag.key}`}>
            <IconDots {...ICON} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {why && <Menu.Label>{why}</Menu.Label>}
          <Menu.Item
            disabled={!isAllowed}
            leftSection={<IconPencil {...ICON} />}
            onClick={() => setOpenDialog('about')}
          >
            Edit description and tags
          </Menu.Item>
          <Menu.Item
            disabled={all.length < 2}
            leftSection={<IconCopyPlus {...ICON} />}
            onClick={() => setOpenDialog('copy')}
          >
            Copy to environment
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowsExchange {...ICON} />} onClick={() => setOpenDialog('unleash')}>
            Use with SDKs of Unleash
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            disabled={!isAllowed}
            leftSection={flag.archived ? <IconArchiveOff {...ICON} /> : <IconArchive {...ICON} />}
            onClick={() => setOpenDialog('archive')}
          >
            {flag.archived ? 'Restore flag' : 'Archive flag'}
          </Menu.Item>
          <Menu.Item
            disabled={!isAllowed}
            c="var(--mantine-color-error)"
            leftSection={<IconTrash {...ICON} />}
            onClick={() => setOpenDialog('delete')}
          >
            Delete flag
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {openDialog === 'about' && <AboutDialog flag={flag} onClose={close} />}
      {openDialog === 'archive' && <ArchiveDialog flag={flag} onClose={close} />}
      {openDialog === 'delete' && <DeleteDialog flag={flag} onDeleted={leave} onClose={close} />}
      {openDialog === 'copy' && <CopyToDialog flag={flag} onClose={close} />}
      {openDialog === 'unleash' && (
        <Suspense>
          <UnleashDialog flag={flag} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
