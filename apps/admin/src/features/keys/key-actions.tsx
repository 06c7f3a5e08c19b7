import { ActionIcon, Menu } from '@mantine/core';
import { IconClockX, IconDots, IconPencil, IconRotate, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import { EndPreviousDialog, RevokeKeyDialog } from './end-key-dialogs.tsx';
import type { KeyDialogProps } from './key-dialog-props.ts';
import { RotateKeyDialog } from './rotate-key-dialog.tsx';

const DIALOGS = {
  edit: EditKeyDialog,
  rotate: RotateKeyDialog,
  endPrevious: EndPreviousDialog,
  revoke: RevokeKeyDialog,
};
const EDIT_WORDS = { server: 'Edit name', web: 'Edit name and origins', admin: 'Edit name and scope' } as const;
const ICON = { size: 16, 'aria-hidden': true } as const;

export function KeyActions({ apiKey, environment }: Omit<KeyDialogProps, 'onClose'>) {
  const { isAllowed } = usePermission('keys:write', environment?.key);
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const Dialog = open && DIALOGS[open];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            disabled={!isAllowed}
            aria-label={`Actions for ${apiKey.name}`}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={() => setOpen('edit')}>
            {EDIT_WORDS[apiKey.kind]}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconRotate {...ICON} />}
            disabled={apiKey.previousEndsAt !== null}
            onClick={() => setOpen('rotate')}
          >
            Rotate key
          </Menu.Item>
          {apiKey.previousEndsAt && (
            <Menu.Item leftSection={<IconClockX {...ICON} />} onClick={() => setOpen('endPrevious')}>
              End previous secret
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash {...ICON} />}
            onClick={() => setOpen('revoke')}
          >
            Revoke key
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog apiKey={apiKey} environment={environment} onClose={() => setOpen(undefined)} />}
    </>
  );
}
