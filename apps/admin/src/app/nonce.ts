/**
 * What the content security policy of this page lets style elements pass by. Without a server that sets one, as under
 * `vite`, there is no policy either.
 */
export function readNonce(document: Document): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  // The lock on scrolling behind dialogs makes a style element of its own, and looks here for its nonce.
  Object.assign(globalThis, { __webpack_nonce__: nonce });
  return nonce;
}
