import {
  type CreateApiKeyInput,
  DAY_MS,
  EnvironmentKey,
  HOUR_MS,
  MINUTE_MS,
  type NewApiKey,
  type Session,
} from '@burgee/contracts';
import { ApiKeyRow } from '@burgee/data-access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../access/caller.ts';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { looksLikeKey } from './held-keys.ts';
import { createKeyRing } from './key-ring.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());

const environment = EnvironmentKey.parse('production');
type NewKey = Parameters<Api['keys']['create']>[0];
const inHours = (hours: number) => new Date(api.time.now + hours * HOUR_MS).toISOString();

function newKey(input: Partial<CreateApiKeyInput> = {}): Promise<NewApiKey> {
  return admin.keys.create({ kind: 'server', environment, name: 'Shop', ...input } as NewKey);
}

function newAdminKey(input: object = {}): Promise<NewApiKey> {
  return admin.keys.create({ kind: 'admin', name: 'Deploys', role: 'editor', expiresAt: inHours(1), ...input });
}

/** The caller that a secret identifies: a session, a key, or a problem. */
function opens(secret: string): Omit<Caller, 'ended'> {
  const { ended: _ended, ...caller } = api.services.keys.callerOf(secret) as Caller & { ended?: AbortSignal };
  return caller;
}

function endedOf(secret: string): AbortSignal {
  const caller = api.services.keys.callerOf(secret);
  return 'ended' in caller && caller.ended ? caller.ended : expect.fail('there is no such key');
}

describe('a key', () => {
  it('for evaluation opens its environment, and is shown without its secret', async () => {
    const { key, secret } = await newKey({ name: 'Storefront', reason: 'launch' });
    expect(secret).toMatch(/^srv_[\w-]{43}$/);
    expect(opens(secret)).toEqual({
      key: { id: key.id, name: 'Storefront', kind: 'server', environment, origins: [] },
    });
    expect(key).toMatchObject({ kind: 'server', start: secret.slice(0, 8), environment, role: null, reach: null });
    const { items } = await admin.keys.list({ environment });
    expect(items).toContainEqual(key);
    expect(JSON.stringify(items)).not.toContain(secret);
  });

  it('for web pages lists its origins', async () => {
    const origins = ['https://shop.example'];
    const { secret } = await newKey({ kind: 'web', origins } as never);
    expect(secret).toMatch(/^web_/);
    expect(opens(secret)).toMatchObject({ key: { kind: 'web', origins } });
    expect(api.services.keys.isKnownOrigin('https://shop.example')).toBe(true);
    expect(api.services.keys.isKnownOrigin('https://other.example')).toBe(false);
  });

  it('of an admin is a session with a role, a reach and an expiry', async () => {
    const { key, secret } = await newAdminKey({ name: 'Deploys', reach: [environment] });
    expect(secret).toMatch(/^adm_/);
    expect(opens(secret)).toEqual({
      session: { actor: `key:${key.id}`, name: 'Deploys', role: 'editor', roles: {}, reach: [environment] },
      scopes: [],
    });
    expect((await admin.keys.list({})).items).toContainEqual(key);
    expect((await admin.keys.list({ environment })).items).not.toContainEqual(key);
  });

  it('is in the trail without its secret', async () => {
    const { key, secret } = await newKey({ name: 'Told', reason: 'launch' });
    await admin.keys.revoke({ environment, id: key.id, reason: 'leaked' });
    const { items } = await admin.audit.list({ type: 'key' });
    expect(items.slice(0, 2)).toMatchObject([
      { action: 'updated', key: 'Told', environment: null, reason: 'leaked', after: { revokedAt: expect.any(String) } },
      { action: 'created', key: 'Told', reason: 'launch', before: null, actor: 'admin@example.org' },
    ]);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(JSON.stringify(items)).not.toContain('hash');
  });

  it('A18 is stored as a hash, and not kept for a retry', async () => {
    const twice = { idempotencyKey: 'the same' };
    const input = { kind: 'server', environment, name: 'Twice' } as const;
    const { secret } = await api.as('admin', twice).keys.create(input);
    expect((await api.as('admin', twice).keys.create(input)).secret).not.toBe(secret);
    const everything = await api.services.database.read(async (em) => [
      await em.findAll(ApiKeyRow),
      await em.execute('select * from idempotency_keys'),
      await em.execute('select * from audit_entries'),
    ]);
    expect(JSON.stringify(everything)).not.toContain(secret.slice(8));
  });

  it.each([
    [{ expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt: must be in the future']],
    [{ kind: 'web', origins: ['https://shop.example/path'] }, [expect.stringMatching(/^origins.0: use an origin/)]],
    [
      { kind: 'web', origins: ['javascript:alert(1)'] },
      [expect.stringMatching(/^origins.0: use an origin/), expect.anything()],
    ],
    [{ name: '' }, [expect.stringMatching(/^name: /)]],
  ])('is refused with %j', async (fields, details) => {
    expect(await detailsFrom(newKey(fields as never))).toEqual(details);
  });

  it('is refused for an environment that does not exist', async () => {
    expect(await failureFrom(newKey({ environment: 'nowhere' as never }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
    expect(await failureFrom(newAdminKey({ reach: ['nowhere'] }))).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
  });
});

describe('A1 who may manage keys', () => {
  const as = (fields: Partial<Session>) => api.withRole('viewer', fields);

  it('are admins of the environment, and for admin keys global admins', async () => {
    const local = as({ roles: { [environment]: 'admin' } });
    const { key } = await local.keys.create({ kind: 'server', environment, name: 'Mine' });
    await local.keys.revoke({ environment, id: key.id });
    const wanted = { kind: 'admin', role: 'viewer', name: 'Mine', expiresAt: inHours(1) } as const;
    expect(await failureFrom(local.keys.create(wanted))).toMatchObject({ code: 'FORBIDDEN', environment: null });
    const near = as({ role: 'admin', reach: [environment] });
    expect(await failureFrom(near.keys.create(wanted))).toMatchObject({ code: 'TOKEN_SCOPE' });
  });

  it('get no secret that grants more than they have, if their role is lower in some environments', async () => {
    const elsewhere = EnvironmentKey.parse('development');
    const almost = as({ role: 'admin', roles: { [environment]: 'editor' } });
    const make = (role: 'editor' | 'admin', reach: EnvironmentKey[] | null) =>
      almost.keys.create({ kind: 'admin', name: 'Mine', role, reach, expiresAt: inHours(1) });
    const forbidden = { code: 'FORBIDDEN', needs: 'admin', has: 'editor', environment };
    expect(await failureFrom(make('admin', null))).toEqual(forbidden);
    expect(await failureFrom(make('admin', [elsewhere, environment]))).toEqual(forbidden);
    for (const { key } of [await make('editor', null), await make('admin', [elsewhere])]) {
      expect(await almost.keys.rotate({ id: key.id })).toMatchObject({ key: { id: key.id } });
    }
    const { key } = await newAdminKey({ role: 'admin' });
    expect(await failureFrom(almost.keys.rotate({ id: key.id }))).toEqual(forbidden);
    await almost.keys.revoke({ id: key.id });
  });

  it('do not find a key with another environment, or none', async () => {
    const { key } = await newKey();
    for (const ref of [{ id: key.id }, { id: key.id, environment: 'development' }]) {
      expect(await failureFrom(admin.keys.revoke(ref))).toEqual({ code: 'KEY_NOT_FOUND', id: key.id });
    }
  });
});

describe('editing a key', () => {
  it('changes its name and origins, or nothing if nothing differs', async () => {
    const { key, secret } = await newKey({ kind: 'web' } as never);
    const edited = await admin.keys.update({
      environment,
      id: key.id,
      name: 'New',
      origins: ['http://localhost:3000'],
    });
    expect(edited).toMatchObject({ name: 'New', origins: ['http://localhost:3000'] });
    expect(await admin.keys.update({ environment, id: key.id, origins: [] })).toMatchObject({
      name: 'New',
      origins: [],
    });
    await admin.keys.update({ environment, id: key.id, origins: ['http://localhost:3000'] });
    expect(opens(secret)).toMatchObject({ key: { name: 'New', origins: ['http://localhost:3000'] } });
    const { items } = await admin.audit.list({ limit: 1 });
    expect(await admin.keys.update({ environment, id: key.id, name: 'New' })).toEqual(edited);
    expect((await admin.audit.list({ limit: 1 })).items).toEqual(items);
  });

  it('14.4 gives an admin key the scope of agents, and takes it', async () => {
    const { key, secret } = await newAdminKey({ scopes: ['agent'] });
    expect(key.scopes).toEqual(['agent']);
    expect(opens(secret)).toMatchObject({ scopes: ['agent'] });
    const { scopes } = await admin.keys.update({ id: key.id, scopes: [] });
    expect(scopes).toEqual([]);
    expect(opens(secret)).toMatchObject({ scopes: [] });
    const server = await newKey();
    const call = admin.keys.update({ environment, id: server.key.id, scopes: ['agent'] });
    expect(await detailsFrom(call)).toEqual(['scopes: only admin keys have scopes']);
  });

  it('refuses origins for a server key', async () => {
    const { key } = await newKey();
    const call = admin.keys.update({ environment, id: key.id, origins: [] });
    expect(await detailsFrom(call)).toEqual(['origins: only web keys have origins']);
  });
});

describe('rotating a key', () => {
  it('keeps both secrets valid for the overlap', async () => {
    const { key, secret } = await newKey();
    const rotated = await admin.keys.rotate({ environment, id: key.id, overlapHours: 2 });
    expect(rotated.key).toMatchObject({ id: key.id, previousEndsAt: inHours(2), start: rotated.secret.slice(0, 8) });
    for (const valid of [secret, rotated.secret]) expect(opens(valid)).toMatchObject({ key: { id: key.id } });
    api.time.now += 2 * HOUR_MS;
    expect(opens(secret)).toEqual({ problem: 'expired' });
    expect(opens(rotated.secret)).toMatchObject({ key: { id: key.id } });
    expect((await admin.keys.list({ environment })).items[0]).toMatchObject({ previousEndsAt: null });
    // A minute after the overlap, the next rotation is allowed: at most two secrets are valid at a time.
    api.time.now += MINUTE_MS;
    await admin.keys.rotate({ environment, id: key.id });
  });

  it('is refused while the previous secret is valid, which can be revoked', async () => {
    const { key, secret } = await newKey({ name: 'Shop' });
    const { secret: second } = await admin.keys.rotate({ environment, id: key.id });
    const again = () => admin.keys.rotate({ environment, id: key.id, overlapHours: 0 });
    expect(await failureFrom(again())).toEqual({
      code: 'KEY_ROTATING',
      name: 'Shop',
      until: new Date(api.time.now + DAY_MS + MINUTE_MS).toISOString(),
    });
    expect(await admin.keys.endPrevious({ environment, id: key.id })).toMatchObject({ previousEndsAt: null });
    expect(opens(secret)).toEqual({ problem: 'invalid' });
    const { secret: third } = await again();
    expect(opens(second)).toEqual({ problem: 'expired' });
    expect(opens(third)).toMatchObject({ key: { id: key.id } });
  });

  it.each([24, 0])(
    'A19 succeeds for one of a hundred concurrent requests, whose secret works: %i hours of overlap',
    async (overlapHours) => {
      const { key } = await newKey();
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, () =>
          admin.keys.rotate({ environment, id: key.id, overlapHours }).then(
            ({ secret }) => secret,
            async (error: Error) => (await failureFrom(Promise.reject(error))).code,
          ),
        ),
      );
      const secrets = outcomes.filter((outcome) => outcome !== 'KEY_ROTATING');
      expect(secrets).toHaveLength(1);
      expect(opens(secrets[0] ?? '')).toMatchObject({ key: { id: key.id } });
    },
  );
});

describe('a key that ends', () => {
  it('by revocation opens nothing, ends its streams, and cannot be changed', async () => {
    const { key, secret } = await newKey();
    const ended = endedOf(secret);
    await admin.keys.revoke({ environment, id: key.id });
    expect([opens(secret), ended.aborted]).toEqual([{ problem: 'invalid' }, true]);
    for (const call of [admin.keys.rotate, admin.keys.revoke, admin.keys.endPrevious, admin.keys.update]) {
      expect(await failureFrom(call({ environment, id: key.id }))).toMatchObject({ code: 'KEY_NOT_FOUND' });
    }
    const { items } = await admin.keys.list({ environment });
    expect(items.at(-1)).toMatchObject({ revokedAt: expect.any(String) });
    expect(items[0]).toMatchObject({ revokedAt: null });
  });

  it('by expiry opens nothing, and ends its streams at the next check', async () => {
    const { secret } = await newAdminKey();
    const ended = endedOf(secret);
    api.time.now += HOUR_MS;
    expect([opens(secret), ended.aborted]).toEqual([{ problem: 'expired' }, false]);
    await api.services.keys.catchUp(0 as never);
    expect(ended.aborted).toBe(true);
  });

  it('does not affect the streams of other secrets', async () => {
    const one = await newKey();
    const other = await newKey();
    const ended = endedOf(other.secret);
    await admin.keys.revoke({ environment, id: one.key.id });
    expect([ended.aborted, endedOf(other.secret) === ended]).toEqual([false, true]);
  });
});

describe('the key ring', () => {
  it('reports DATABASE_UNAVAILABLE before the first load', () => {
    const ring = createKeyRing({ database: api.services.database, now: api.services.now });
    expect(() => ring.callerOf('srv_x')).toThrow(/database cannot be reached/);
    expect(ring.isKnownOrigin('https://shop.example')).toBe(false);
  });

  it('works while the database is unavailable, and loads once for concurrent callers', async () => {
    const { secret } = await newKey();
    let loads = 0;
    let isAway = false;
    const { database } = api.services;
    const read: typeof database.read = (work) => {
      loads++;
      return isAway ? Promise.reject(new Error('away')) : database.read(work);
    };
    const ring = createKeyRing({ database: { ...database, read }, now: api.services.now });
    await Promise.all([ring.catchUp(1 as never), ring.catchUp(1 as never)]);
    expect(loads).toBe(1);
    isAway = true;
    await expect(ring.catchUp(1_000_000 as never)).rejects.toThrow('away');
    expect(ring.callerOf(secret)).toMatchObject({ key: { kind: 'server' } });
  });

  it('loads again if a load began before the announced change', async () => {
    const { database } = api.services;
    const first = Promise.withResolvers<void>();
    let reads = 0;
    const read: typeof database.read = async (work) => {
      const result = await database.read(work);
      if (reads++ === 0) await first.promise;
      return result;
    };
    const ring = createKeyRing({ database: { ...database, read }, now: api.services.now });
    const slow = ring.catchUp(1 as never);
    const { secret, key } = await newKey();
    const { items } = await admin.audit.list({ type: 'key', limit: 1 });
    const late = ring.catchUp(items[0]?.version ?? expect.fail('no entry'));
    first.resolve();
    await Promise.all([slow, late]);
    expect(ring.callerOf(secret)).toMatchObject({ key: { id: key.id } });
  });

  it('stores when a key was used', async () => {
    const { key, secret } = await newKey();
    const lastUsedAt = async () =>
      (await admin.keys.list({ environment })).items.find(({ id }) => id === key.id)?.lastUsedAt;
    await api.services.keys.writeUses();
    expect(await lastUsedAt()).toBeNull();
    opens(secret);
    await api.services.keys.writeUses();
    expect(await lastUsedAt()).toBe(new Date(api.time.now).toISOString());
    await api.services.keys.writeUses();
  });

  it('keeps uses that it could not store', async () => {
    const { key, secret } = await newKey();
    const { database } = api.services;
    let isAway = true;
    const write: typeof database.write = (work) => (isAway ? Promise.reject(new Error('away')) : database.write(work));
    const ring = createKeyRing({ database: { ...database, write }, now: api.services.now });
    await ring.catchUp(1 as never);
    ring.callerOf(secret);
    await expect(ring.writeUses()).rejects.toThrow('away');
    isAway = false;
    await ring.writeUses();
    const { items } = await admin.keys.list({ environment });
    expect(items.find(({ id }) => id === key.id)?.lastUsedAt).not.toBeNull();
  });

  it('recognizes a key by its prefix', () => {
    expect(['srv_a', 'web_a', 'adm_a'].map(looksLikeKey)).toEqual([true, true, true]);
    expect(['eyJhbGciOi', 'srv', '_web', ''].map(looksLikeKey)).toEqual([false, false, false, false]);
  });
});
