/**
 * The path prefix of the server as the browser sees it, without a trailing slash: `/flags`, or empty. A proxy may add a
 * prefix that neither this build nor the server knows, so the page gives the server's root relative to its own URL.
 */
export function readServerBase(page: Document): string {
  const root = page.querySelector<HTMLMetaElement>('meta[name="server-root"]')?.content ?? '';
  // Under `vite`, the placeholder is not replaced.
  return root.startsWith('.') ? new URL(root, page.baseURI).pathname.replace(/\/$/, '') : '';
}

/** Read once: it is relative to the URL that the page was loaded from, and the router changes the URL. */
const base = readServerBase(document);

export function serverBase(): string {
  return base;
}

/** The absolute URL of the server, for programs. */
export function serverUrl(): string {
  return location.origin + base;
}

/** The path of this app as the browser sees it. */
export function appBase(): string {
  return `${base}/admin`;
}

/** A name for storage and tab channels, which all Burgee instances on one origin share; includes this instance's path. */
export function instanceScopedName(name: string): string {
  return name + base;
}

/** Makes the icon's URL absolute: browsers resolve a relative one again whenever the URL changes. */
export function pinIcon(page: Document): void {
  const icon = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
  // Unlike the attribute, the property is already absolute.
  if (icon) icon.setAttribute('href', icon.href);
}
