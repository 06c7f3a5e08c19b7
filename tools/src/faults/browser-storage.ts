/** Scripts that break a page's storage before its own scripts run. */
export const STORAGE_FAULTS: Readonly<Record<string, string>> = {
  'sessionStorage that throws on access': denyAccess('sessionStorage'),
  'localStorage that throws on access': denyAccess('localStorage'),
  'unreadable storage': throwFromMethod('getItem', 'SecurityError'),
  'full storage': throwFromMethod('setItem', 'QuotaExceededError'),
  'read-only storage': `${throwFromMethod('setItem', 'NoModificationAllowedError')};${throwFromMethod('removeItem', 'NoModificationAllowedError')}`,
  'a truncated session': storeSession('{"sess'),
  'a session with flipped bits': storeSession('\u0000\ufffd\u0012 s\u0007ession'),
  'a session of 100,000 characters': storeSession('x'.repeat(100_000)),
  "another browser's session": storeSession('11111111-2222-4333-8444-555555555555'),
  'a truncated copy of the flags': replaceFlags('text.slice(0, -20)'),
  'a copy of the flags with flipped bits': replaceFlags(`text.replace('"flags"', '"fl\u0001gs"')`),
  "a copy of another context's flags": replaceFlags(
    `JSON.stringify({ ...JSON.parse(text), id: 1, flags: { 'always-on': { value: 'wrong' } } })`,
  ),
};

function denyAccess(name: 'sessionStorage' | 'localStorage'): string {
  const thrown = `throw new DOMException('refused', 'SecurityError');`;
  return `Object.defineProperty(globalThis, '${name}', { get() { ${thrown} } });`;
}

function throwFromMethod(method: string, error: string): string {
  return `Storage.prototype.${method} = () => { throw new DOMException('refused', '${error}'); };`;
}

/** The storage key of the session whose overrides a URL requested, for a client that names no environment. */
function storeSession(text: string): string {
  return `sessionStorage.setItem('burgee-session:', ${JSON.stringify(text)});`;
}

/** @param replacement an expression of the stored `text`. */
function replaceFlags(replacement: string): string {
  return `{
    const text = localStorage.getItem('burgee-flags:');
    localStorage.setItem('burgee-flags:', ${replacement});
  }`;
}
