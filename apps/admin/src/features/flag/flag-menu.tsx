import { ActionIcon, Menu } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { IconArchive, IconArchiveOff, IconCopyPlus, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { AboutDialog } from './about-dialog.tsx';
import { ArchiveDialog } from './archive-dialog.tsx';
import { CopyToDialog } from './copy-to-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { useLeaveDeleted } from './use-leave-deleted.ts';

type Asked = 'about' | 'archive' | 'delete' | 'copy';

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

export function FlagMenu({ flag }: { readonly flag: Flag }) {
  const { all } = useEnvironments();
  const { isAllowed, why } = usePermission('flags:write', flag.environment);
  const [asked, setAsked] = useState<Asked>();
  const leave = useLeaveDeleted();
  const close = () => setAsked(undefined);
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={`More about ${flag.key}`}>
            <IconDots {...ICON} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {why && <Menu.Label>{why}</Menu.Label>}
          <Menu.Item disabled={!isAllowed} leftSection={<IconPencil {...ICON} />} onClick={() => setAsked('about')}>
            Description and tags
          </Menu.Item>
          <Menu.Item
            disabled={all.length < 2}
            leftSection={<IconCopyPlus {...ICON} />}
            onClick={() => setAsked('copy')}
          >
            Copy to environment
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            disabled={!isAllowed}
            leftSection={flag.archived ? <IconArchiveOff {...ICON} /> : <IconArchive {...ICON} />}
            onClick={() => setAsked('archive')}
          >
            {flag.archived ? 'Restore' : 'Archive'}
          </Menu.Item>
          <Menu.Item
            disabled={!isAllowed}
            c="var(--mantine-color-error)"
            leftSection={<IconTrash {...ICON} />}
            onClick={() => setAsked('delete')}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'about' && <AboutDialog flag={flag} onClose={close} />}
      {asked === 'archive' && <ArchiveDialog flag={flag} onClose={close} />}
      {asked === 'delete' && <DeleteDialog flag={flag} onDeleted={leave} onClose={close} />}
      {asked === 'copy' && <CopyToDialog flag={flag} onClose={close} />}
    </>
  );
}
