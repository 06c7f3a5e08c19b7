import type { BetterAuthOptions } from 'better-auth';
import type { Settings } from '../env.ts';

/** With `__Host-` browsers see to it that the cookie came from this very host, over HTTPS. */
export function sessionCookieName({ NODE_ENV }: Pick<Settings, 'NODE_ENV'>): string {
  return NODE_ENV === 'production' ? '__Host-burgee' : 'burgee-session';
}

/** What keeps a cookie from scripts and from other sites. */
export function cookieOptions(settings: Pick<Settings, 'NODE_ENV'>): NonNullable<BetterAuthOptions['advanced']> {
  const isProduction = settings.NODE_ENV === 'production';
  return {
    // Its own prefix, `__Secure-`, would come before ours.
    useSecureCookies: false,
    cookiePrefix: isProduction ? '__Host-burgee' : 'burgee',
    // Lax: the one that accompanies somebody to a provider comes back from another site.
    defaultCookieAttributes: { secure: isProduction, httpOnly: true, sameSite: 'lax', path: '/' },
    cookies: { session_token: { name: sessionCookieName(settings), attributes: { sameSite: 'strict' } } },
  };
}
