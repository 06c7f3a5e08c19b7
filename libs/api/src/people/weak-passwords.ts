import { estimateGuesses } from '../access/guessing.ts';
import { invalid } from '../failures/invalid.ts';

/** A password that withstands 2 to this power guesses is safe: attempts are limited, and hashes are slow. */
const NEEDED_BITS = 40;

/** Facts that others know about the person who chooses a password. */
type Chooser = { readonly email: string; readonly name?: string | undefined };

/**
 * Refuses a password that is long enough but still easy to guess.
 *
 * @param path the input field of the password.
 * @throws DomainError VALIDATION_FAILED, which never contains the password.
 */
export function refuseWeakPassword(password: string, { email, name = '' }: Chooser, path = 'password'): void {
  const { bits, weakParts } = estimateGuesses(password, [email, name]);
  if (bits >= NEEDED_BITS) return;
  const parts = weakParts.length > 0 ? weakParts.join(', ') : 'few different characters';
  throw invalid(path, `is easy to guess (${parts}); use several unrelated words, or one from a password manager`);
}
