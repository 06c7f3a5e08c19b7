import { afterEach, describe, expect, it } from 'vitest';
import { appBase, ownName, serverBase, serverUrl } from './server-url.ts';

afterEach(() => {
  document.head.replaceChildren();
  history.replaceState(null, '', '/');
});

function openPage(path: string, root: string): void {
  history.replaceState(null, '', path);
  const meta = document.createElement('meta');
  meta.name = 'server-root';
  meta.content = root;
  document.head.append(meta);
}

describe('where the server is', () => {
  it.each([
    ['/admin/', './../', ''],
    ['/admin/flags', './../', ''],
    ['/flags/admin/flags/checkout?env=production', '../../', '/flags'],
    ['/a/b/admin/segments/x/y', '../../../', '/a/b'],
    ['/admin/flags', '__SERVER_ROOT__', ''],
  ])('for the page %s with the server at %s is below "%s"', (path, root, base) => {
    openPage(path, root);
    expect(serverBase()).toBe(base);
    expect(serverUrl()).toBe(location.origin + base);
    expect(appBase()).toBe(`${base}/admin`);
  });

  it('is part of the names that instances on one origin would share', () => {
    openPage('/flags/admin/', './../');
    expect(ownName('burgee-session')).toBe('burgee-session/flags');
  });
});
