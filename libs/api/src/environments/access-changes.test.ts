import type { EnvironmentKey, PlaceChange } from '@burgee/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';
import { changesEverywhere } from './changes.ts';

const PASSWORD = 'correct horse battery';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  ({ environment } = api.services);
});
afterAll(() => api[Symbol.asyncDispose]());

let people = 0;
const invite = () => admin.people.invite({ email: `person-${++people}@example.org`, role: 'viewer' });
const joinWith = ({ token }: { token: string }) =>
  api.anonymous.session.join({ token, name: 'Ada', password: PASSWORD });
const joined = async () => joinWith(await invite());
const createKey = async () => (await admin.keys.create({ kind: 'server', environment, name: 'Shop' })).key;
const rotatedKey = async () => {
  const { id } = await createKey();
  return (await admin.keys.rotate({ id, environment })).key;
};

/** Each prepares what it changes, and returns the change. */
const CHANGES: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  'a new key': async () => createKey,
  'a key’s new name': async () => {
    const { id } = await createKey();
    return () => admin.keys.update({ id, environment, name: 'Other' });
  },
  'a rotated key': async () => {
    const { id } = await createKey();
    return () => admin.keys.rotate({ id, environment });
  },
  'the end of a previous secret': async () => {
    const { id } = await rotatedKey();
    return () => admin.keys.endPrevious({ id, environment });
  },
  'a revoked key': async () => {
    const { id } = await createKey();
    return () => admin.keys.revoke({ id, environment });
  },
  'a new invitation': async () => invite,
  'a revoked invitation': async () => {
    const { invitation } = await invite();
    return () => admin.people.revokeInvitation({ id: invitation.id });
  },
  'a person who joins': async () => {
    const invitation = await invite();
    return () => joinWith(invitation);
  },
  'a changed role': async () => {
    const { id } = await joined();
    return () => admin.people.change({ id, role: 'editor' });
  },
  'a disabled person': async () => {
    const { id } = await joined();
    return () => admin.people.disable({ id });
  },
  'a person who is enabled again': async () => {
    const { id } = await joined();
    await admin.people.disable({ id });
    return () => admin.people.enable({ id });
  },
};

it.each(Object.entries(CHANGES))('B.5 the stream announces %s, without an environment', async (_, prepare) => {
  const change = await prepare();
  const left = new AbortController();
  const stream = changesEverywhere(api.services, left.signal);
  for (const _known of Object.keys(api.services.snapshots.status().versions)) await stream.next();
  await change();
  const { value } = (await stream.next()) as { value: PlaceChange };
  expect(value).toEqual({ environment: null, version: expect.any(Number) });
  left.abort();
});
