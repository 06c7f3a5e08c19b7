/**
 * Where to go after signing in: only within the app, because anybody can make a link to the sign-in page.
 *
 * @param app the path of the app, which `next` may begin with.
 */
export function localPath(next: string | undefined, app: string): string {
  if (!next) return '/';
  const base = 'https://burgee.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url?.origin !== base || !next.startsWith('/')) return '/';
  const { pathname } = url;
  const path = (pathname === app || pathname.startsWith(`${app}/`) ? pathname.slice(app.length) : pathname) || '/';
  // Two slashes at the beginning would name another host.
  return `${path.replace(/^\/+/, '/')}${url.search}`;
}
