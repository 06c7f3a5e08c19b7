/** Whether PostgreSQL can store a text: it has neither a NUL character nor half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The message for a text that cannot be stored. */
export const UNSTORABLE_TEXT = 'must have no NUL character and no half of a surrogate pair';
