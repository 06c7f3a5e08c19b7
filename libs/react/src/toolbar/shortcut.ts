type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

const MODIFIERS = { alt: 'altKey', ctrl: 'ctrlKey', meta: 'metaKey', shift: 'shiftKey' } as const;

/** Whether exactly the keys of `shortcut`, such as `Alt+Shift+F`, are pressed. */
export function isShortcut(pressed: Pressed, shortcut: string): boolean {
  const keys = shortcut.toLowerCase().split('+');
  const key = keys.pop() ?? '';
  // By the key's place as well: with Alt pressed, a Mac's F types something else.
  if (pressed.key.toLowerCase() !== key && pressed.code.toLowerCase() !== `key${key}`) return false;
  return Object.entries(MODIFIERS).every(([name, field]) => pressed[field] === keys.includes(name));
}
