import { EnvironmentKey, type Session } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { clientOf } from './client-id.ts';

const environment = EnvironmentKey.parse('production');
const aKey = (kind: 'server' | 'web') => ({
  key: { id: 'k1', name: 'shop', kind, environment, origins: [] },
  ended: new AbortController().signal,
});
const session: Session = { actor: 'ann', name: 'Ann', role: 'editor', roles: {}, reach: null };

describe('A20 the id that requests are counted by', () => {
  it('is the key or the authenticated actor, from any address', () => {
    for (const address of ['192.0.2.1', '198.51.100.7']) {
      expect(clientOf(aKey('server'), address)).toBe('key:k1');
      expect(clientOf({ session }, address)).toBe('actor:ann');
    }
  });

  it('is the address of unauthenticated requests and of requests with an invalid key', () => {
    expect(clientOf({ problem: 'missing' }, '192.0.2.1')).toBe('address:192.0.2.1');
    expect(clientOf({ problem: 'invalid' }, '192.0.2.1')).toBe('address:192.0.2.1');
  });

  it('is a web key per address, so that a reader of the page cannot use up the limit of others', () => {
    expect(clientOf(aKey('web'), '192.0.2.1')).not.toBe(clientOf(aKey('web'), '198.51.100.7'));
  });
});
