import { ownValue } from '@burgee/contracts';
import { z } from 'zod';
import { postAuth } from '../../app/post-auth.ts';
import { formatCount } from '../../ui/format/words.ts';

/** The outcome of signing in or changing a password. */
export type SignInOutcome = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly sentence: string };

const UNREACHABLE = 'The server cannot be reached. Check the connection and try again.';
const FAILED = 'The server could not sign you in. Try again. If it keeps happening, check the server log.';
const DEFAULT_WAIT_SEC = 60;

export async function signInByPassword(email: string, password: string): Promise<SignInOutcome> {
  const response = await postAuth('sign-in/email', { email, password });
  if (!response) return refused(UNREACHABLE);
  if (response.ok) return { kind: 'done' };
  if (response.status === 429) return refused(`Too many attempts. Try again ${retryDelayWords(response)}.`);
  if (response.status === 403) return refused('This account is disabled. Ask an admin to enable it.');
  if (response.status < 500) return refused('The e-mail address or the password is wrong.');
  return refused(FAILED);
}

/** Changes the password and ends all other sessions. People who sign in by OIDC have no password to change. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<SignInOutcome> {
  const response = await postAuth('change-password', { currentPassword, newPassword });
  if (!response) return refused(UNREACHABLE);
  if (response.ok) return { kind: 'done' };
  if (response.status === 429) return refused(`Too many attempts. Try again ${retryDelayWords(response)}.`);
  const { code, details } = Problem.parse(await response.json().catch(() => ({})));
  const reason = code === 'VALIDATION_FAILED' ? details[0]?.message : undefined;
  if (reason) return refused(`The new password ${reason}.`);
  return refused(
    ownValue(SENTENCES, code) ??
      'The password was not changed. Try again. If it keeps happening, check the server log.',
  );
}

const Problem = z.object({
  code: z.string().default(''),
  details: z.array(z.object({ message: z.string() })).catch([]),
});

const SENTENCES: Readonly<Record<string, string>> = {
  INVALID_PASSWORD: 'The current password is wrong.',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'This account has no password. An admin can create a link to choose one.',
};

const Redirect = z.object({ url: z.string() });

/** Returns the URL of the OIDC provider's sign-in page. @throws Error with a message for the user. */
export async function startOidc(callbackURL: string): Promise<string> {
  const response = await postAuth('sign-in/social', { provider: 'oidc', callbackURL });
  if (!response) throw new Error(UNREACHABLE);
  const answer = Redirect.safeParse(response.ok ? await response.json() : undefined);
  if (!answer.success) throw new Error(FAILED);
  return answer.data.url;
}

function refused(sentence: string): SignInOutcome {
  return { kind: 'refused', sentence };
}

function retryDelayWords(response: Response): string {
  const seconds =
    Number(response.headers.get('Retry-After') ?? response.headers.get('X-Retry-After')) || DEFAULT_WAIT_SEC;
  return seconds < 90 ? `in ${formatCount(seconds, 'second')}` : `in ${formatCount(Math.ceil(seconds / 60), 'minute')}`;
}
