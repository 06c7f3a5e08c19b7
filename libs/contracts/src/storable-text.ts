/** Whether PostgreSQL can store a text, which must not contain a NUL character or a lone surrogate. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The message for a text that cannot be stored. */
export const UNSTORABLE_TEXT = 'must not contain a NUL character or a lone surrogate';
