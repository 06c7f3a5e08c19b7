import { ActionIcon, Menu } from '@mantine/core';
import type { ApiKey, Environment } from '@burgee/contracts';
import { IconClockX, IconDots, IconPencil, IconRotate, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import { EndPreviousDialog, RevokeKeyDialog } from './end-key-dialogs.tsx';
import { RotateKeyDialog } from './rotate-key-dialog.tsx';

export type KeyDialogProps = {
  readonly apiKey: ApiKey;
  readonly environment: Environment | undefined;
  readonly onClose: () => void;
};

const DIALOGS = {
  edit: EditKeyDialog,
  rotate: RotateKeyDialog,
  endPrevious: EndPreviousDialog,
  revoke: RevokeKeyDialog,
};
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
            {apiKey.kind === 'web' ? 'Edit name and origins' : 'Edit name'}
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
