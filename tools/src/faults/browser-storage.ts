/** Scripts that break a page's storage before its own scripts run. */
export const STORAGE_FAULTS: Readonly<Record<string, string>> = {
  'sessionStorage that throws on access': denyAccess('sessionStorage'),
  'unreadable sessionStorage': throwFromMethod('getItem', 'SecurityError'),
  'full sessionStorage': throwFromMethod('setItem', 'QuotaExceededError'),
  'read-only sessionStorage': `${throwFromMethod('setItem', 'NoModificationAllowedError')};${throwFromMethod('removeItem', 'NoModificationAllowedError')}`,
  'a truncated session': storeSession('{"sess'),
  'a session with flipped bits': storeSession('\u0000\ufffd\u0012 s\u0007ession'),
  'a session of 100,000 characters': storeSession('x'.repeat(100_000)),
  "another browser's session": storeSession('11111111-2222-4333-8444-555555555555'),
  'no BroadcastChannel': denyAccess('BroadcastChannel'),
  'a BroadcastChannel that throws': `globalThis.BroadcastChannel = class { constructor() { throw new DOMException('refused', 'SecurityError'); } }`,
};

function denyAccess(name: string): string {
  const thrown = `throw new DOMException('refused', 'SecurityError');`;
  const descriptor = name === 'sessionStorage' ? `{ get() { ${thrown} } }` : '{ value: undefined }';
  return `Object.defineProperty(globalThis, '${name}', ${descriptor});`;
}

function throwFromMethod(method: string, error: string): string {
  return `Storage.prototype.${method} = () => { throw new DOMException('refused', '${error}'); };`;
}

/** The storage key of the session whose overrides a URL requested, for a client that names no environment. */
function storeSession(text: string): string {
  return `sessionStorage.setItem('burgee-session:', ${JSON.stringify(text)});`;
}
