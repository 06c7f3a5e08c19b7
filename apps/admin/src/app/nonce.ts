/**
 * The nonce with which the page's content security policy allows style elements. Under `vite`, no server sets a nonce
 * and there is no policy either.
 */
export function readNonce(document: Document): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  // The scroll lock behind dialogs adds its own style element and reads the nonce from here.
  Object.assign(globalThis, { __webpack_nonce__: nonce });
  return nonce;
}
