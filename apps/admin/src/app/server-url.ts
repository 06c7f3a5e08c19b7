/**
 * The path below which a browser sees the server, without a slash at its end: `/flags`, or empty. A proxy may add one that
 * neither this build nor the server knows of, so the page names the server's root relative to its own address.
 */
export function readServerBase(page: Document): string {
  const root = page.querySelector<HTMLMetaElement>('meta[name="server-root"]')?.content ?? '';
  // Under `vite`, no server has filled it in.
  return root.startsWith('.') ? new URL(root, page.baseURI).pathname.replace(/\/$/, '') : '';
}

/** Read once: it is relative to the address that the page was loaded from, and the router changes the address. */
const base = readServerBase(document);

export function serverBase(): string {
  return base;
}

/** Where programs find the server. */
export function serverUrl(): string {
  return location.origin + base;
}

/** The path of this app, as browsers see it. */
export function appBase(): string {
  return `${base}/admin`;
}

/** A name in what all instances on this origin share: its storage and its channels between tabs. */
export function ownName(name: string): string {
  return name + base;
}

/** Keeps the icon where it is: browsers look for a relative one again whenever the address changes. */
export function pinIcon(page: Document): void {
  const icon = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
  // The property is absolute already, unlike the attribute.
  if (icon) icon.setAttribute('href', icon.href);
}
