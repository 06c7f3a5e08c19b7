import { Progress } from '@mantine/core';
import { formatCount } from '../../ui/format/words.ts';

/** The minimum of the contract. */
export const MIN_LENGTH = 12;
const STRONG_LENGTH = 18;

/** Shows the progress towards a password that is long enough. Only the server checks whether it is easy to guess. */
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
      {lengthHint(length, missing)}
    </>
  );
}

function lengthHint(length: number, missing: number): string {
  if (length === 0) return `At least ${MIN_LENGTH} characters. A few words in a row are easy to remember.`;
  if (missing > 0) return `${formatCount(missing, 'more character')}.`;
  return length < STRONG_LENGTH ? 'Long enough, unless it is easy to guess. Longer is better.' : 'Long enough.';
}
