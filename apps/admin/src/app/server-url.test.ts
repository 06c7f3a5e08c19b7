import { afterEach, expect, it } from 'vitest';
import { appBase, pinIcon, readServerBase, serverBase } from './server-url.ts';

afterEach(() => {
  document.head.replaceChildren();
  history.replaceState(null, '', '/');
});

it.each([
  ['/admin/', './../', ''],
  ['/admin/flags', './../', ''],
  ['/flags/admin/flags/checkout?env=production', '../../', '/flags'],
  ['/a/b/admin/segments/x/y', '../../../', '/a/b'],
  ['/admin/flags', '__SERVER_ROOT__', ''],
])('the page %s with the server root %s has the base "%s"', (path, root, base) => {
  history.replaceState(null, '', path);
  document.head.innerHTML = `<meta name="server-root" content="${root}">`;
  expect(readServerBase(document)).toBe(base);
});

it('the server base and the icon stay the same when the URL changes', () => {
  history.replaceState(null, '', '/flags/admin/keys');
  document.head.innerHTML = '<link rel="icon" href="./assets/burgee.svg"><meta name="server-root" content="./../">';
  const before = [serverBase(), appBase()];
  pinIcon(document);
  history.pushState(null, '', '/flags/admin/flags/checkout/history');
  expect(document.querySelector('link')?.href).toBe(`${location.origin}/flags/admin/assets/burgee.svg`);
  expect([serverBase(), appBase()]).toEqual(before);
});
