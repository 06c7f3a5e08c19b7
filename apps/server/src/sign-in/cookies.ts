import type { BetterAuthOptions } from 'better-auth';
import type { Sender } from '../cross-site.ts';
import type { PublicPlace } from '../public-place.ts';

/** Prefix of our cookie names in the code. Browsers see longer names. */
const PREFIX = 'burgee';
export const SESSION_COOKIE = `${PREFIX}-session`;
export const DEVICE_COOKIE = `${PREFIX}-device`;

/**
 * Translates cookie names between browsers and the code. In a browser they contain the id of the instance, because
 * browsers share cookies between all ports of a host. Over HTTPS they have the prefix with which browsers guarantee
 * that a cookie was set by this host over HTTPS.
 */
export type Cookies = {
  /** Returns our cookies of a request under their names in the code; `undefined` without any. */
  read(sender: Pick<Sender, 'headers'>): string | undefined;
  /** Translates a `Set-Cookie` line for this browser. */
  write(line: string, sender: Sender): string;
};

type CookiesOptions = { readonly instanceId: string; readonly place: PublicPlace };

export function createCookies({ instanceId, place: { origin, base } }: CookiesOptions): Cookies {
  const plain = `${PREFIX}-${instanceId}`;
  // Browsers accept `__Host-` only with `Path=/`.
  const secure = `${base === '' ? '__Host-' : '__Secure-'}${plain}`;
  const isHttpsAlways = origin.startsWith('https:');

  function read({ headers }: Pick<Sender, 'headers'>): string | undefined {
    const sent = headers.cookie?.split(';').map((part) => part.trim()) ?? [];
    const named = (name: string) => sent.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length));
    // An attacker's page over plain HTTP on this host could have set a cookie without the prefix.
    const rests = [...named(secure), ...(isHttpsAlways ? [] : named(plain))];
    const byName = new Map(rests.toReversed().map((rest) => [rest.split('=', 1)[0], PREFIX + rest]));
    return byName.size === 0 ? undefined : [...byName.values()].join('; ');
  }

  /** Browsers drop secure cookies that arrive over plain HTTP, so nobody could sign in there. */
  function isSecure({ protocol, headers }: Sender): boolean {
    if (isHttpsAlways || protocol === 'https' || headers.cookie?.includes(secure)) return true;
    // Behind an untrusted proxy, the browser's `Origin` shows the protocol.
    return headers.origin?.startsWith('https:') ?? false;
  }

  function write(line: string, sender: Sender): string {
    const isOverHttps = isSecure(sender);
    const named = (isOverHttps ? secure : plain) + line.slice(PREFIX.length);
    return named.replace(/; Path=\/(?=;|$)/, `; Path=${base || '/'}`) + (isOverHttps ? '; Secure' : '');
  }

  return { read, write };
}

/** Hides better-auth's cookies from scripts and other sites; `Cookies.write` does the rest. */
export const COOKIE_OPTIONS = {
  useSecureCookies: false,
  cookiePrefix: PREFIX,
  // Lax, because the return from a provider is a cross-site navigation that needs its cookie.
  defaultCookieAttributes: { secure: false, httpOnly: true, sameSite: 'lax', path: '/' },
  cookies: { session_token: { name: SESSION_COOKIE, attributes: { sameSite: 'strict' } } },
} as const satisfies BetterAuthOptions['advanced'];
