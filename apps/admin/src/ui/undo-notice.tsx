import { Button, Group, Kbd, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications, notificationsStore } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { withdrawDone } from './notify.tsx';

const UNDO_MS = 10_000;

/** Marks the notifications that offer an undo, and holds the subject of the change. */
const ABOUT = 'data-undo-of';

/**
 * Confirms a change and offers for 10 s to undo it, by the button or by Ctrl/Cmd Z outside text fields.
 *
 * @param about identifies the changed subject for `withdrawUndo`.
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
        isLast={() => openUndoOffers().at(-1) === id}
        onUndo={() => {
          // A notification that is closing can still be clicked for a moment.
          if (!openUndoOffers().includes(id)) return;
          notifications.hide(id);
          undo();
        }}
      />
    ),
  });
}

/** Removes the undo offers about a subject, because a newer change replaces them. */
export function withdrawUndo(about: string): void {
  notifications.updateState(notificationsStore, (open) => open.filter((one) => one[ABOUT] !== about));
}

/** The ids of the open undo offers, newest last. */
function openUndoOffers(): (string | undefined)[] {
  const { notifications: shown, queue } = notificationsStore.getState();
  return [...shown, ...queue].filter((one) => ABOUT in one).map(({ id }) => id);
}

type UndoNoticeProps = {
  readonly message: string;
  readonly isLast: () => boolean;
  readonly onUndo: () => void;
};

function UndoNotice({ message, isLast, onUndo }: UndoNoticeProps) {
  function undoByKey(event: KeyboardEvent): void {
    // Only the newest offer reacts. Text fields have their own undo.
    if (!isLast() || isTextField(event.target)) return;
    event.preventDefault();
    onUndo();
  }
  useHotkeys([['mod+Z', undoByKey, { preventDefault: false }]], []);
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

/** Excludes inputs without text, such as switches and checkboxes. */
function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement;
}
