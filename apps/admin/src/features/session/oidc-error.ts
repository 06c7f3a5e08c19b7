import { ownValue } from '@burgee/contracts';

/** Why the company's own sign-in let nobody in, by the code with which it leads back here. */
const SENTENCES: Readonly<Record<string, string>> = {
  signup_disabled: 'You have not been invited. Ask an admin for an invitation to this e-mail address.',
  account_not_linked:
    'The address is not verified there, so it cannot be taken for yours here. Verify it, or sign in by password.',
  person_disabled: 'This account is disabled. Ask an admin to enable it.',
  state_mismatch: 'That took too long, or was begun in another browser. Try again.',
};

const OTHERWISE = 'The other sign-in did not work. Try again. If it keeps happening, check the server log.';

export function oidcSentence(code: string): string {
  return ownValue(SENTENCES, code) ?? OTHERWISE;
}
