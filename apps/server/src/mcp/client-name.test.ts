import { expect, it } from 'vitest';
import { clientName, sessionIdOf } from './client-name.ts';

it.each([
  [{ name: 'helper', version: '1.0' }, 'node', 'helper/1.0'],
  [{ name: 'helper' }, undefined, 'helper'],
  [{ name: 7, version: null }, 'Agent/2', 'Agent/2'],
  [{}, '', 'unknown'],
  [undefined, undefined, 'unknown'],
  [{ name: ' a\n\u202eb\0c\ud800 ', version: 'd' }, undefined, 'a b c /d'],
  [undefined, `\u{1f6a9}${'x'.repeat(200)}`, `\u{1f6a9}${'x'.repeat(99)}`],
])('14.4 A11 a program that reports %j and the agent %j is recorded as %j', (info, userAgent, name) => {
  expect(clientName({ info, sessionId: undefined, userAgent })).toBe(name);
});

it('14.4 a session id has the name of a program, and one of another server is ignored if it has none', () => {
  const sessionId = sessionIdOf({ name: 'hel\u00efper', version: '1' });
  expect(sessionId).toMatch(/^[\w-]+$/);
  expect(clientName({ info: undefined, sessionId, userAgent: 'node' })).toBe('hel\u00efper/1');
  expect(clientName({ info: { name: 'other' }, sessionId, userAgent: 'node' })).toBe('other');
  expect(clientName({ info: undefined, sessionId: '', userAgent: 'node' })).toBe('node');
  expect(sessionIdOf({ name: '', version: 1 })).toBeUndefined();
});
