import type { BetterAuthOptions } from 'better-auth';
import type { Sender } from '../cross-site.ts';
import type { PublicPlace } from '../public-place.ts';

/** Begins the names of our cookies as the code knows them. Browsers know them by longer ones. */
const PREFIX = 'burgee';
export const SESSION_COOKIE = `${PREFIX}-session`;
export const DEVICE_COOKIE = `${PREFIX}-device`;

/**
 * The cookies of this instance, between browsers and the code. In a browser they carry the id of the instance, because
 * browsers keep the cookies of all ports of a host together, and over HTTPS the prefix by which browsers see to it that a
 * cookie came from this very host, over HTTPS.
 */
export type Cookies = {
  /** The cookies in a request that are ours, named as the code knows them; `undefined` without any. */
  read(sender: Sender): string | undefined;
  /** A `Set-Cookie` line of the code, as this browser is to get it. */
  write(line: string, sender: Sender): string;
};

type CookiesOptions = { readonly instanceId: string; readonly place: PublicPlace };

export function createCookies({ instanceId, place: { origin, base } }: CookiesOptions): Cookies {
  const plain = `${PREFIX}-${instanceId}`;
  // The first one asks for the path of the whole host.
  const secure = `${base === '' ? '__Host-' : '__Secure-'}${plain}`;
  const isHttpsAlways = origin.startsWith('https:');

  function read({ headers }: Sender): string | undefined {
    const sent = headers.cookie?.split(';').map((part) => part.trim()) ?? [];
    const named = (name: string) => sent.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length));
    // A page over plain HTTP on this host could have set one without the prefix, in somebody else's name.
    const rests = [...named(secure), ...(isHttpsAlways ? [] : named(plain))];
    const byName = new Map(rests.toReversed().map((rest) => [rest.split('=', 1)[0], PREFIX + rest]));
    return byName.size === 0 ? undefined : [...byName.values()].join('; ');
  }

  /** Browsers drop a secure cookie that comes over plain HTTP, so nobody could sign in with it there. */
  function isSecure({ protocol, headers }: Sender): boolean {
    if (isHttpsAlways || protocol === 'https' || headers.cookie?.includes(secure)) return true;
    // A proxy that is not trusted: the browser itself says by what it came.
    return headers.origin?.startsWith('https:') ?? false;
  }

  function write(line: string, sender: Sender): string {
    const isOverHttps = isSecure(sender);
    const named = (isOverHttps ? secure : plain) + line.slice(PREFIX.length);
    return named.replace(/; Path=\/(?=;|$)/, `; Path=${base || '/'}`) + (isOverHttps ? '; Secure' : '');
  }

  return { read, write };
}

/** Keeps better-auth's cookies from scripts and from other sites; `Cookies.write` does the rest. */
export const COOKIE_OPTIONS = {
  useSecureCookies: false,
  cookiePrefix: PREFIX,
  // Lax: the one that accompanies somebody to a provider comes back from another site.
  defaultCookieAttributes: { secure: false, httpOnly: true, sameSite: 'lax', path: '/' },
  cookies: { session_token: { name: SESSION_COOKIE, attributes: { sameSite: 'strict' } } },
} as const satisfies BetterAuthOptions['advanced'];
