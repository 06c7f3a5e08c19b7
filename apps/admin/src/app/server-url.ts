/**
 * The path below which this browser sees the server, without a slash at its end: `/flags`, or empty. A proxy may add one
 * that neither this build nor the server knows of, so the page names the server's root relative to its own address.
 */
export function serverBase(): string {
  const root = document.querySelector<HTMLMetaElement>('meta[name="server-root"]')?.content ?? '';
  // Under `vite`, no server has filled it in.
  return root.startsWith('.') ? new URL(root, document.baseURI).pathname.replace(/\/$/, '') : '';
}

/** Where programs find the server. */
export function serverUrl(): string {
  return location.origin + serverBase();
}

/** The path of this app, as browsers see it. */
export function appBase(): string {
  return `${serverBase()}/admin`;
}

/** A name in what all instances on this origin share: its storage and its channels between tabs. */
export function ownName(name: string): string {
  return name + serverBase();
}
