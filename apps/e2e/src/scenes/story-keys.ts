import type { ApiClient } from '@burgee/api-client';
import type { Deed } from './story.ts';
import { daysAgo, hoursAgo, inDays } from './time.ts';

const mira = (at: number, does: (api: ApiClient) => Promise<unknown>): Deed => ({ at, by: 'mira', does });

export const KEYS_AND_PEOPLE: readonly Deed[] = [
  mira(daysAgo(60), (api) =>
    api.keys.create.mutate({ kind: 'server', environment: 'production', name: 'Shop backend' }),
  ),
  mira(daysAgo(60), (api) =>
    api.keys.create.mutate({
      kind: 'web',
      environment: 'production',
      name: 'Shop in the browser',
      origins: ['https://www.harbour.example', 'https://m.harbour.example'],
    }),
  ),
  mira(hoursAgo(4), async (api) => {
    const { key } = await api.keys.create.mutate({ kind: 'server', environment: 'production', name: 'Mail worker' });
    await api.keys.rotate.mutate({ environment: 'production', id: key.id, overlapHours: 24, reason: 'Every spring' });
  }),
  mira(daysAgo(12), async (api) => {
    const { key } = await api.keys.create.mutate({ kind: 'server', environment: 'production', name: 'Old importer' });
    await api.keys.revoke.mutate({ environment: 'production', id: key.id, reason: 'Was in a log' });
  }),
  mira(daysAgo(30), (api) =>
    api.keys.create.mutate({
      kind: 'admin',
      name: 'Release pipeline',
      role: 'editor',
      reach: ['development', 'staging'],
      scopes: ['agent'],
      expiresAt: inDays(60),
    }),
  ),
  mira(daysAgo(1), (api) =>
    api.people.invite.mutate({ email: 'sam@harbour.example', role: 'editor', roles: { production: 'viewer' } }),
  ),
  mira(daysAgo(9), async (api) => {
    const { items } = await api.people.list.query();
    const lena = items.find(({ name }) => name.startsWith('Lena'));
    if (lena) await api.people.disable.mutate({ id: lena.id, reason: 'Left the company' });
  }),
];
