import type { Settings } from './env.ts';

/** The address at which browsers see this server. */
export type PublicPlace = {
  readonly origin: string;
  /** The path of all routes, without a trailing slash: `/flags`, or empty. */
  readonly base: string;
};

export function publicPlaceOf({ PUBLIC_URL, PORT }: Pick<Settings, 'PUBLIC_URL' | 'PORT'>): PublicPlace {
  const { origin, pathname } = new URL(PUBLIC_URL ?? `http://localhost:${PORT}`);
  return { origin, base: pathname.replace(/\/+$/, '') };
}

/**
 * Returns a request's URL as the routes know it, whether or not a proxy has stripped the base. No route begins like
 * the base, because `PUBLIC_URL` refuses such paths.
 */
export function withoutBase(url: string, base: string): string {
  if (base === '' || !url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/** Whether browsers connect over HTTPS. */
export function isBehindHttps({ NODE_ENV }: Pick<Settings, 'NODE_ENV'>, { origin }: PublicPlace): boolean {
  return NODE_ENV === 'production' && origin.startsWith('https:');
}
