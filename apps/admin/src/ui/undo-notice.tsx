import { Button, Group, Kbd, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { useRef } from 'react';

const UNDO_MS = 10_000;

/** Says what was done, and for 10 s how to take it back: by the button, or by Ctrl/Cmd Z outside of fields. */
export function offerUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    color: 'green',
    icon: <IconCheck size={18} aria-hidden />,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
    autoClose: UNDO_MS,
    message: (
      <UndoNotice
        message={message}
        onUndo={() => {
          notifications.hide(id);
          undo();
        }}
      />
    ),
  });
}

function UndoNotice({ message, onUndo }: { readonly message: string; readonly onUndo: () => void }) {
  const own = useRef<HTMLDivElement>(null);
  function onKey(event: KeyboardEvent): void {
    // Of several, the last thing that was done goes first. What is being typed has an undo of its own.
    const open = document.querySelectorAll('[data-undo]');
    if (open[open.length - 1] !== own.current || isTextField(event.target)) return;
    event.preventDefault();
    onUndo();
  }
  useHotkeys([['mod+Z', onKey, { preventDefault: false }]], []);
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" ref={own} data-undo>
      <Text size="sm">{message}</Text>
      <Button
        size="compact-sm"
        variant="light"
        flex="none"
        onClick={onUndo}
        aria-keyshortcuts="Control+Z Meta+Z"
        rightSection={
          <Kbd size="xs" style={{ whiteSpace: 'nowrap' }} aria-hidden>
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
