import { estimateGuesses } from '@burgee/api';

/** Far below what 32 random hexadecimal digits have, and far above what anybody tries. */
const NEEDED_BITS = 80;
/** Words from examples: a copied example is not a secret. */
const EXAMPLES = /change[-_ ]?(me|this)|secret|password|example|replace|your[-_ ]|burgee/i;

/** Whether a secret of the settings is an example, or has a pattern: a repeat, a sequence, a few characters. */
export function isWeakSecret(secret = ''): boolean {
  if (secret === '') return false;
  return EXAMPLES.test(secret) || estimateGuesses(secret).bits < NEEDED_BITS;
}
