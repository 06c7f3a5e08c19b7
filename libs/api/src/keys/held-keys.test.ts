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

describe('15.2 the token of an event stream', () => {
  const endsAtSec = NOW / 1000 + 60;
  const tokenOf = (ring: ReturnType<typeof aRing>, secret: string) =>
    ring.streamTokenOf(ring.callerOf(secret), endsAtSec) ?? expect.fail('there is no token');

  it('identifies its key, until the token, the key or its secret ends', () => {
    const ring = aRing([aKey('srv_a'), aKey('web_b', { endsAt: NOW + 1_000 })]);
    const [token, short] = [tokenOf(ring, 'srv_a'), tokenOf(ring, 'web_b')];
    expect(ring.callerOfStream(token)).toEqual(ring.callerOf('srv_a'));
    ring.time.now += 1_000;
    expect(ring.callerOfStream(short)).toEqual({ problem: 'expired' });
    ring.time.now = endsAtSec * 1000 - 1;
    expect(ring.callerOfStream(token)).toHaveProperty('key');
    ring.time.now++;
    expect(ring.callerOfStream(token)).toEqual({ problem: 'expired' });
    ring.replace([]);
    expect(ring.callerOfStream(token)).toEqual({ problem: 'invalid' });
  });

  it('of one secret of a key that is being rotated ends with that secret', () => {
    const both = ['srv_old', 'srv_new'].map((secret) => aKey(secret, { id: 'one' }));
    const ring = aRing(both);
    const [old, next] = ['srv_old', 'srv_new'].map((secret) => tokenOf(ring, secret));
    for (const [token, secret] of [
      [old, 'srv_old'],
      [next, 'srv_new'],
    ] as const) {
      expect(ring.callerOfStream(String(token))).toEqual(ring.callerOf(secret));
    }
    ring.replace(both.slice(1));
    expect(ring.callerOfStream(String(old))).toEqual({ problem: 'invalid' });
    expect(ring.callerOfStream(String(next))).toHaveProperty('key');
  });

  it('is accepted by every server that accepts the key', () => {
    const ring = aRing([aKey('srv_a')]);
    const edge = aRing(fromSyncedKeys(production, ring.ofEnvironment(production)));
    expect(edge.callerOfStream(tokenOf(ring, 'srv_a'))).toMatchObject({ key: { id: 'id of srv_a' } });
  });

  it('is invalid if anything about it was changed', () => {
    const ring = aRing([aKey('srv_a'), aKey('srv_b')]);
    const [id, end, signature] = tokenOf(ring, 'srv_a').split('.');
    for (const token of [
      '',
      '..',
      `${id}.${end}`,
      `${id}.${end}1.${signature}`,
      `id of srv_b.${end}.${signature}`,
      `${id}.${end}.${'A'.repeat(43)}`,
    ]) {
      expect(ring.callerOfStream(token)).toEqual({ problem: 'invalid' });
    }
  });

  it('is only for callers with a key', () => {
    const ring = aRing([aKey('srv_a')]);
    expect(ring.streamTokenOf({ problem: 'missing' }, endsAtSec)).toBeUndefined();
    expect(
      ring.streamTokenOf({ ...ring.callerOf('srv_a'), ended: new AbortController().signal }, endsAtSec),
    ).toBeUndefined();
  });
});
