/**
 * The path below which a browser sees the server, without a slash at its end: `/flags`, or empty. The page names the
 * server's root relative to its own address, because a proxy may add a path that the server does not know of.
 */
function readServerBase(page: Document): string {
  const root = page.querySelector<HTMLMetaElement>('meta[name="server-root"]')?.content ?? '';
  // Under `vite`, no server has filled it in.
  return root.startsWith('.') ? new URL(root, page.baseURI).pathname.replace(/\/$/, '') : '';
}

/** Read once, before anything changes the page's address. */
const base = readServerBase(document);

export function serverBase(): string {
  return base;
}
