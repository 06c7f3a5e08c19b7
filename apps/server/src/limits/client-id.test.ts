import { EnvironmentKey, type Session } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { clientIdOf } from './client-id.ts';

const environment = EnvironmentKey.parse('production');
const aKey = (kind: 'server' | 'web') => ({
  key: { id: 'k1', name: 'shop', kind, environment, origins: [] },
  ended: new AbortController().signal,
});
const session: Session = { actor: 'ann', name: 'Ann', role: 'editor', roles: {}, reach: null };

describe('A20 the id that requests are counted by', () => {
  it('is the key or the authenticated actor, from any address', () => {
    for (const address of ['192.0.2.1', '198.51.100.7']) {
      expect(clientIdOf(aKey('server'), address)).toBe('key:k1');
      expect(clientIdOf({ session }, address)).toBe('actor:ann');
    }
  });

  it('is the address of unauthenticated requests and of requests with an invalid key', () => {
    expect(clientIdOf({ problem: 'missing' }, '192.0.2.1')).toBe('address:192.0.2.1');
    expect(clientIdOf({ problem: 'invalid' }, '192.0.2.1')).toBe('address:192.0.2.1');
  });

  it('is a web key per address, so that a reader of the page cannot use up the limit of others', () => {
    expect(clientIdOf(aKey('web'), '192.0.2.1')).not.toBe(clientIdOf(aKey('web'), '198.51.100.7'));
  });
});
