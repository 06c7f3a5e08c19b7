import { expect, it } from 'vitest';
import { localPath } from './local-path.ts';

it('signing in leads back to the original page', () => {
  expect(localPath('/flags?env=production', '/admin')).toBe('/flags?env=production');
  expect(localPath('/admin/flags', '/admin')).toBe('/flags');
  expect(localPath('/flags/admin/keys?a=b', '/flags/admin')).toBe('/keys?a=b');
  expect(localPath('/administer', '/admin')).toBe('/administer');
  expect(localPath(undefined, '/admin')).toBe('/');
});

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/admin//evil.example',
  'javascript:alert(1)',
  'x',
])('signing in never leaves the app, even for the link %s', (next) => {
  expect(localPath(next, '/admin')).toMatch(/^\/(?!\/)/);
  expect(localPath(next, '/admin')).not.toContain('javascript');
});
