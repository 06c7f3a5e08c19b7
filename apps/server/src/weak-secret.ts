import { estimateGuesses } from '@burgee/api';

/** Far less than 32 random hexadecimal digits have, and far more than any attacker tries. */
const NEEDED_BITS = 80;
/** Words from examples: a copied example is not secret. */
const EXAMPLES = /change[-_ ]?(me|this)|secret|password|example|replace|your[-_ ]|burgee/i;

/**
 * Returns whether a configured secret is an example or has a pattern: a repeat, a sequence, few distinct characters.
 */
export function isWeakSecret(secret = ''): boolean {
  if (secret === '') return false;
  return EXAMPLES.test(secret) || estimateGuesses(secret).bits < NEEDED_BITS;
}
