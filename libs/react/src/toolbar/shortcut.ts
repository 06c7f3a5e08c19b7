type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

const MODIFIERS = { alt: 'altKey', ctrl: 'ctrlKey', meta: 'metaKey', shift: 'shiftKey' } as const;

/** Returns whether exactly the keys of `shortcut`, such as `Alt+Shift+F`, are pressed. */
export function isShortcut(pressed: Pressed, shortcut: string): boolean {
  const keys = shortcut.toLowerCase().split('+');
  const key = keys.pop() ?? '';
  // Also matches the physical key: with Alt pressed, F on a Mac types another character.
  if (pressed.key.toLowerCase() !== key && pressed.code.toLowerCase() !== `key${key}`) return false;
  return Object.entries(MODIFIERS).every(([name, field]) => pressed[field] === keys.includes(name));
}
