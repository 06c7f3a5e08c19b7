import { actorOfIssuer, actorOfKey, actorOfPerson, actorOfToken, HOUR_MS } from '@burgee/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../router.ts';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());

async function newKey(name: string) {
  const expiresAt = new Date(api.time.now + HOUR_MS).toISOString();
  return admin.keys.create({ kind: 'admin', name, role: 'editor', expiresAt });
}

function byKey(secret: string, idempotencyKey?: string): Api {
  return createCaller({ services: api.services, caller: api.services.keys.callerOf(secret), idempotencyKey });
}

async function newPerson(email: string) {
  const { token } = await admin.people.invite({ email, role: 'admin' });
  return api.anonymous.session.join({ token, name: 'Ada', password: 'correct horse battery' });
}

describe('10.7 two admin keys with the same name', () => {
  it('are two actors: the second does not get the first one’s idempotent response', async () => {
    const environment = await api.newEnvironment();
    const [one, two] = [await newKey('Deploys'), await newKey('Deploys')];
    const idempotencyKey = randomUUID();
    const flag = await admin.flags.create({ environment, key: 'checkout' });
    const change = { environment, key: flag.key, enabled: true };
    await byKey(one.secret, idempotencyKey).flags.setEnabled(change);
    await admin.flags.setEnabled({ ...change, enabled: false });
    expect(await byKey(two.secret, idempotencyKey).flags.setEnabled(change)).toMatchObject({ enabled: true });
    expect(await admin.flags.get({ environment, key: flag.key })).toMatchObject({ enabled: true });
    const { items } = await admin.audit.list({ environment, type: 'flag' });
    expect(items.map(({ actor }) => actor)).toEqual([
      actorOfKey(two.key.id),
      'admin@example.org',
      actorOfKey(one.key.id),
      'admin@example.org',
    ]);
  });
});

describe('10.7 an actor', () => {
  it('has the current name of its person or key', async () => {
    const { id } = await newPerson('grace@example.org');
    const { key } = await newKey('Releases');
    expect(await admin.audit.actorName({ actor: actorOfPerson(id) })).toEqual({ name: 'grace@example.org' });
    expect(await admin.audit.actorName({ actor: actorOfKey(key.id) })).toEqual({ name: 'Releases' });
    await admin.keys.revoke({ id: key.id });
    expect(await admin.audit.actorName({ actor: actorOfKey(key.id) })).toEqual({ name: 'Releases' });
    for (const actor of ['key:Releases', 'grace@example.org', 'janitor', actorOfToken('grace@example.org')]) {
      expect(await admin.audit.actorName({ actor })).toEqual({ name: null });
    }
  });

  it('is found in the trail by id, address and name, including entries from before ids were recorded', async () => {
    const environment = await api.newEnvironment();
    const { id } = await newPerson('joan@example.org');
    const actors = [
      actorOfPerson(id),
      'joan@example.org',
      actorOfToken('joan@example.org'),
      actorOfIssuer('https://login.example', 'joan@example.org'),
      actorOfToken('someone else'),
    ];
    for (const [at, actor] of actors.entries()) {
      await api.withRole('editor', { actor }).flags.create({ environment, key: `flag-${at}` });
    }
    const found = async (actor: string) =>
      (await admin.audit.list({ environment, actor })).items.map((entry) => entry.actor).toReversed();
    expect(await found('joan@example.org')).toEqual(actors.slice(0, 4));
    expect(await found('Joan@Example.org')).toEqual(actors.slice(0, 1));
    expect(await found('Ada')).toEqual(actors.slice(0, 1));
    expect(await found(actorOfPerson(id))).toEqual(actors.slice(0, 1));
    expect(await found('someone else')).toEqual(actors.slice(4));
    expect(await found('joan_example.org')).toEqual([]);
  });
});
