import type { ApiClient } from '@burgee/api-client';
import type { Deed } from './story.ts';
import { daysAgo } from './time.ts';

type Created = Parameters<ApiClient['segments']['create']['mutate']>[0];

const COUNTRIES = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const TESTERS = Array.from({ length: 120 }, (_, index) => `u-${(20_417 + index * 373).toString()}`);

const WANTED: readonly Omit<Created, 'environment'>[] = [
  {
    key: 'staff',
    name: 'Our own people',
    description: 'Everybody with an address of ours.',
    condition: { attribute: 'email', operator: 'endsWith', values: ['@harbour.example'] },
  },
  {
    key: 'beta-testers',
    name: 'Beta testers',
    description: 'Customers who asked to see things early.',
    condition: { attribute: 'userId', operator: 'in', values: TESTERS },
  },
  {
    key: 'european-union',
    name: 'European Union',
    description: '',
    condition: { attribute: 'country', operator: 'in', values: COUNTRIES },
  },
  {
    key: 'large-accounts',
    name: 'Large accounts',
    description: 'Companies with at least fifty seats, whom sales looks after in person.',
    condition: {
      all: [
        { attribute: 'plan', operator: 'in', values: ['business', 'enterprise'] },
        { attribute: 'seats', operator: 'gte', values: [50] },
        { not: { segment: 'staff' } },
      ],
    },
  },
];

export const SEGMENTS: readonly Deed[] = [
  ...['development', 'staging', 'production'].flatMap((environment) =>
    WANTED.map((wanted): Deed => ({
      at: daysAgo(80),
      by: 'jonas',
      does: (api) => api.segments.create.mutate({ ...wanted, environment }),
    })),
  ),
  {
    at: daysAgo(8),
    by: 'jonas',
    does: (api) =>
      api.segments.update.mutate({
        environment: 'production',
        key: 'beta-testers',
        name: 'Beta testers, spring',
        reason: 'The new group of spring',
      }),
  },
];
