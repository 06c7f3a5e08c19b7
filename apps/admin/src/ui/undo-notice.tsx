import { Button, Group, Kbd, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications, notificationsStore } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { withdrawDone } from './notify.tsx';

const UNDO_MS = 10_000;

/** Marks the notices that offer to take something back, with what it is about. */
const ABOUT = 'data-undo-of';

/**
 * Says what was done, and for 10 s how to take it back: by the button, or by Ctrl/Cmd Z outside of fields.
 *
 * @param about what was changed, for `withdrawUndo`.
 */
export function offerUndo(message: string, undo: () => void, about = ''): void {
  withdrawDone();
  const id = notifications.show({
    color: 'green',
    icon: <IconCheck size={18} aria-hidden />,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
    autoClose: UNDO_MS,
    [ABOUT]: about,
    message: (
      <UndoNotice
        message={message}
        isLast={() => offers().at(-1) === id}
        onUndo={() => {
          // One that is on its way out can still be pressed for a moment.
          if (!offers().includes(id)) return;
          notifications.hide(id);
          undo();
        }}
      />
    ),
  });
}

/** The offer to take back a change goes: another change has come upon it. */
export function withdrawUndo(about: string): void {
  notifications.updateState(notificationsStore, (open) => open.filter((one) => one[ABOUT] !== about));
}

/** Those that stand, the last one last. */
function offers(): (string | undefined)[] {
  const { notifications: shown, queue } = notificationsStore.getState();
  return [...shown, ...queue].filter((one) => ABOUT in one).map(({ id }) => id);
}

type UndoNoticeProps = {
  readonly message: string;
  readonly isLast: () => boolean;
  readonly onUndo: () => void;
};

function UndoNotice({ message, isLast, onUndo }: UndoNoticeProps) {
  function onKey(event: KeyboardEvent): void {
    // Of several, the last thing that was done goes first. What is being typed has an undo of its own.
    if (!isLast() || isTextField(event.target)) return;
    event.preventDefault();
    onUndo();
  }
  useHotkeys([['mod+Z', onKey, { preventDefault: false }]], []);
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{message}</Text>
      <Button
        size="compact-sm"
        variant="light"
        flex="none"
        onClick={onUndo}
        aria-keyshortcuts="Control+Z Meta+Z"
        rightSection={
          <Kbd size="xs" visibleFrom="sm" style={{ whiteSpace: 'nowrap' }} aria-hidden>
            {/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘Z' : 'Ctrl Z'}
          </Kbd>
        }
      >
        Undo
      </Button>
    </Group>
  );
}

/** Switches and checkboxes are inputs, too; nothing is typed in them. */
function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement;
}
