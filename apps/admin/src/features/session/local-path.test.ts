import { expect, it } from 'vitest';
import { localPath } from './local-path.ts';

it('goes where somebody came from', () => {
  expect(localPath('/flags?env=production')).toBe('/flags?env=production');
  expect(localPath('/admin/flags')).toBe('/flags');
  expect(localPath(undefined)).toBe('/');
});

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/admin//evil.example',
  'javascript:alert(1)',
  'x',
])('stays within the app although the link says %s', (next) => {
  expect(localPath(next)).toMatch(/^\/(?!\/)/);
  expect(localPath(next)).not.toContain('javascript');
});
