import { Progress } from '@mantine/core';

/** As the contract has it. */
export const MIN_LENGTH = 12;
const STRONG_LENGTH = 18;

/** How far it is to a password that is long enough. Only the server knows whether it is easy to guess. */
export function PasswordHint({ length }: { readonly length: number }) {
  const missing = MIN_LENGTH - length;
  return (
    <>
      <Progress
        component="span"
        display="block"
        value={Math.min(100, (length / STRONG_LENGTH) * 100)}
        color={missing > 0 ? 'gray' : length < STRONG_LENGTH ? 'blue' : 'green'}
        size={4}
        mt={6}
        mb={4}
        aria-hidden
      />
      {wordsFor(length, missing)}
    </>
  );
}

function wordsFor(length: number, missing: number): string {
  if (length === 0) return `At least ${MIN_LENGTH} characters. A few words in a row are easy to remember.`;
  if (missing > 0) return `${missing} more ${missing === 1 ? 'character' : 'characters'}.`;
  return length < STRONG_LENGTH ? 'Long enough, unless it is easy to guess. Longer is better.' : 'Long enough.';
}
