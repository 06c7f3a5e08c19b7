/** Where to go after signing in: only within the app, because anybody can make a link to the sign-in page. */
export function localPath(next: string | undefined): string {
  if (!next) return '/';
  const base = 'https://burgee.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url?.origin !== base || !next.startsWith('/')) return '/';
  const path = url.pathname.replace(/^\/admin(?=\/|$)/, '') || '/';
  // Two slashes at the beginning would name another host.
  return `${path.replace(/^\/+/, '/')}${url.search}`;
}
