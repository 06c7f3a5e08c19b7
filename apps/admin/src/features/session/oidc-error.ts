/** Why the company's own sign-in let nobody in, by the code with which it leads back here. */
const SENTENCES: Readonly<Record<string, string>> = {
  signup_disabled: 'You have not been invited. Ask an admin for an invitation to this e-mail address.',
  account_not_linked:
    'The address is not verified there, so it cannot be taken for yours here. Verify it, or sign in by password.',
  person_disabled: 'This account is disabled. Ask an admin to enable it.',
  state_mismatch: 'That took too long, or was begun in another browser. Try again.',
};

export function oidcSentence(code: string): string {
  return Object.hasOwn(SENTENCES, code)
    ? (SENTENCES[code] ?? '')
    : "The other sign-in did not work. Try again; if it stays, the server's log says why.";
}
