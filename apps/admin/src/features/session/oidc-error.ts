import { ownValue } from '@burgee/contracts';

/** Messages by the error code with which OIDC sign-in returns to this page. */
const SENTENCES: Readonly<Record<string, string>> = {
  signup_disabled: 'You have not been invited. Ask an admin for an invitation to this e-mail address.',
  account_not_linked:
    'The identity provider has not verified your e-mail address, so it cannot be used here. Verify it there, or sign in with your password.',
  person_disabled: 'This account is disabled. Ask an admin to enable it.',
  state_mismatch: 'Signing in took too long or was started in another browser. Try again.',
};

const DEFAULT_SENTENCE =
  'Signing in with the identity provider did not work. Try again. If it keeps happening, check the server log.';

export function oidcSentence(code: string): string {
  return ownValue(SENTENCES, code) ?? DEFAULT_SENTENCE;
}
