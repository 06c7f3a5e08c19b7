import type { ApiClient } from '@burgee/api-client';

type Invited = Parameters<ApiClient['people']['invite']['mutate']>[0];
type Person = Required<Pick<Invited, 'email' | 'role' | 'roles'>> & { readonly name: string };

/** The people of the company. Mira set up Burgee. */
export const PEOPLE = {
  mira: { email: 'mira@harbour.example', name: 'Mira Okafor', role: 'admin', roles: {} },
  jonas: { email: 'jonas@harbour.example', name: 'Jonas Weber', role: 'editor', roles: {} },
  priya: { email: 'priya@harbour.example', name: 'Priya Nair', role: 'editor', roles: { production: 'viewer' } },
  tom: { email: 'tom@harbour.example', name: 'Tom Becker', role: 'viewer', roles: {} },
  lena: { email: 'lena@harbour.example', name: 'Lena Fischer', role: 'editor', roles: {} },
} as const satisfies Record<string, Person>;
export type PersonName = keyof typeof PEOPLE;
