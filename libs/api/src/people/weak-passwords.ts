import { estimateGuesses } from '../guessing.ts';
import { invalid } from '../invalid.ts';

/** So many guesses, 2 to this power, make a password that nobody finds by trying: attempts are limited, and hashes slow. */
const NEEDED_BITS = 40;

/** What others know of somebody who chooses a password. */
type Chooser = { readonly email: string; readonly name?: string | undefined };

/**
 * Refuses a password that is long enough and still among the first that somebody would try.
 *
 * @param path the field that it was typed into.
 * @throws DomainError VALIDATION_FAILED, which never has the password.
 */
export function refuseWeakPassword(password: string, { email, name = '' }: Chooser, path = 'password'): void {
  const { bits, weakParts } = estimateGuesses(password, [email, name]);
  if (bits >= NEEDED_BITS) return;
  const parts = weakParts.length > 0 ? weakParts.join(', ') : 'few different characters';
  throw invalid(path, `is easy to guess (${parts}); use several unrelated words, or one from a password manager`);
}
