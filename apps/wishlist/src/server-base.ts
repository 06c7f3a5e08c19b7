/**
 * The path prefix of the server as the browser sees it, without a trailing slash: `/flags`, or empty. The page gives the
 * server's root relative to its own URL, because a proxy may add a prefix that the server does not know.
 */
function readServerBase(page: Document): string {
  const root = page.querySelector<HTMLMetaElement>('meta[name="server-root"]')?.content ?? '';
  // Under `vite`, the placeholder is not replaced.
  return root.startsWith('.') ? new URL(root, page.baseURI).pathname.replace(/\/$/, '') : '';
}

/** Read once, before anything changes the page's URL. */
const base = readServerBase(document);

export function serverBase(): string {
  return base;
}
