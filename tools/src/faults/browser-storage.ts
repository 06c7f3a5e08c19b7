/** Scripts that break a page's storage before its own scripts run. */
export const STORAGE_FAULTS: Readonly<Record<string, string>> = {
  'sessionStorage that throws on access': deny('sessionStorage'),
  'unreadable sessionStorage': refuse('getItem', 'SecurityError'),
  'full sessionStorage': refuse('setItem', 'QuotaExceededError'),
  'read-only sessionStorage': `${refuse('setItem', 'NoModificationAllowedError')};${refuse('removeItem', 'NoModificationAllowedError')}`,
  'a truncated session': keep('{"sess'),
  'a session with flipped bits': keep('\u0000\ufffd\u0012 s\u0007ession'),
  'a session of 100,000 characters': keep('x'.repeat(100_000)),
  "another browser's session": keep('11111111-2222-4333-8444-555555555555'),
  'no BroadcastChannel': deny('BroadcastChannel'),
  'a BroadcastChannel that throws': `globalThis.BroadcastChannel = class { constructor() { throw new DOMException('refused', 'SecurityError'); } }`,
};

function deny(name: string): string {
  const thrown = `throw new DOMException('refused', 'SecurityError');`;
  const descriptor = name === 'sessionStorage' ? `{ get() { ${thrown} } }` : '{ value: undefined }';
  return `Object.defineProperty(globalThis, '${name}', ${descriptor});`;
}

function refuse(method: string, error: string): string {
  return `Storage.prototype.${method} = () => { throw new DOMException('refused', '${error}'); };`;
}

/** The storage key of the session whose overrides a URL requested, for a client that names no environment. */
function keep(text: string): string {
  return `sessionStorage.setItem('burgee-session:', ${JSON.stringify(text)});`;
}
