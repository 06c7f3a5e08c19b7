/**
 * The path below which this browser sees the server, without a slash at its end: `/flags`, or empty. The page names the
 * server's root relative to its own address, because a proxy may add a path that the server does not know of.
 */
export function serverBase(): string {
  const root = document.querySelector<HTMLMetaElement>('meta[name="server-root"]')?.content ?? '';
  // Under `vite`, no server has filled it in.
  return root.startsWith('.') ? new URL(root, document.baseURI).pathname.replace(/\/$/, '') : '';
}
