import type { EnvironmentKey } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { createHeldKeys, fromSyncedKeys, hashSecret, type HeldKey } from './held-keys.ts';

const production = 'production' as EnvironmentKey;
const staging = 'staging' as EnvironmentKey;

function aKey(secret: string, fields: Partial<HeldKey> = {}): HeldKey {
  const opens = { kind: 'server', environment: production, origins: [] } as const;
  return { hash: hashSecret(secret), id: `id of ${secret}`, name: secret, endsAt: Infinity, opens, ...fields };
}

function aRing(keys: readonly HeldKey[]) {
  const time = { now: NOW };
  const ring = createHeldKeys({ now: () => new Date(time.now) });
  ring.replace(keys);
  return { ...ring, time };
}

describe('13.10 the keys of an environment', () => {
  const web = { kind: 'web', environment: production, origins: ['https://shop.example'] } as const;
  const ring = aRing([
    aKey('srv_a'),
    aKey('web_b', { opens: web, endsAt: NOW + 1_000 }),
    aKey('srv_c', { opens: { kind: 'server', environment: staging, origins: [] } }),
    aKey('adm_d', { opens: { kind: 'admin', role: 'admin', reach: null, scopes: [] } }),
  ]);

  it('are listed without secrets, without other environments, and without keys that may change anything', () => {
    const list = ring.ofEnvironment(production);
    expect(list.map(({ name }) => name).toSorted()).toEqual(['srv_a', 'web_b']);
    expect(list.find(({ name }) => name === 'web_b')).toEqual({
      hash: hashSecret('web_b'),
      id: 'id of web_b',
      name: 'web_b',
      kind: 'web',
      origins: ['https://shop.example'],
      endsAt: new Date(NOW + 1_000).toISOString(),
    });
    expect(ring.ofEnvironment('nowhere' as EnvironmentKey)).toEqual([]);
  });

  it('are accepted by a server that receives the list, and no others are', () => {
    const other = aRing(fromSyncedKeys(production, ring.ofEnvironment(production)));
    for (const secret of ['srv_a', 'web_b']) {
      const { ended: _ended, ...caller } = ring.callerOf(secret) as { ended: AbortSignal };
      expect(other.callerOf(secret)).toMatchObject(caller);
    }
    for (const secret of ['srv_c', 'adm_d', 'srv_x']) expect(other.callerOf(secret)).toEqual({ problem: 'invalid' });
    expect(other.isKnownOrigin('https://shop.example')).toBe(true);
    other.time.now += 1_000;
    expect(other.callerOf('web_b')).toEqual({ problem: 'expired' });
  });

  it('end their streams when they are missing from the next list, and not otherwise', () => {
    const { callerOf, replace } = aRing([aKey('srv_a'), aKey('srv_b')]);
    const endOf = (secret: string) => (callerOf(secret) as { ended: AbortSignal }).ended;
    const [kept, revoked] = [endOf('srv_a'), endOf('srv_b')];
    replace([aKey('srv_a')]);
    expect([kept.aborted, revoked.aborted]).toEqual([false, true]);
    expect(endOf('srv_a')).toBe(kept);
  });
});
