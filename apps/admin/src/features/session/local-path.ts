/**
 * The path to open after signing in. It stays within the app, because anyone can craft a link to the sign-in page.
 *
 * @param app the base path of the app, which `next` may start with.
 */
export function localPath(next: string | undefined, app: string): string {
  if (!next) return '/';
  const base = 'https://burgee.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url?.origin !== base || !next.startsWith('/')) return '/';
  const { pathname } = url;
  const path = (pathname === app || pathname.startsWith(`${app}/`) ? pathname.slice(app.length) : pathname) || '/';
  // Two leading slashes would name another host.
  return `${path.replace(/^\/+/, '/')}${url.search}`;
}
