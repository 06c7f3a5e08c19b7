import type { ApiClient } from '@burgee/api-client';
import type { Deed } from './story.ts';
import { daysAgo, hoursAgo, inDays, instant, minutesAgo } from './time.ts';

type Created = Parameters<ApiClient['flags']['create']['mutate']>[0];
type Wanted = Omit<Created, 'environment'>;
type Updated = Parameters<ApiClient['flags']['update']['mutate']>[0];

const production = 'production';
const fixed = (percentage: number) => ({ schedule: { kind: 'fixed', percentage } }) as const;
const serveOn = { kind: 'variant', variant: 'on' } as const;

const STEPS: Wanted['rollout'] = {
  schedule: {
    kind: 'steps',
    steps: [
      { at: instant(daysAgo(6)), percentage: 1 },
      { at: instant(daysAgo(4)), percentage: 5 },
      { at: instant(daysAgo(1)), percentage: 25 },
      { at: inDays(2), percentage: 100 },
    ],
  },
};

const CHECKOUT: Wanted = {
  key: 'checkout-one-page',
  description: 'The checkout on one page instead of four steps.',
  tags: ['checkout', 'growth'],
};

const CHECKOUT_RULES: Updated['rules'] = [
  { id: 'staff', description: 'Our own people', condition: { segment: 'staff' }, serve: serveOn },
  {
    id: 'half-of-dach',
    description: 'Half of Germany, Austria and Switzerland',
    condition: {
      all: [
        { attribute: 'country', operator: 'in', values: ['DE', 'AT', 'CH'] },
        { attribute: 'appVersion', operator: 'semverGte', values: ['4.2.0'] },
      ],
    },
    rollout: fixed(50),
    serve: serveOn,
  },
];

const OTHERS: readonly Wanted[] = [
  {
    key: 'search-ranking',
    type: 'string',
    description: 'How search results are ordered.',
    tags: ['search', 'experiment'],
    enabled: true,
    variants: [
      { key: 'classic', value: 'bm25', description: 'By words, as it always was' },
      { key: 'semantic', value: 'vector-768', description: 'By meaning' },
      { key: 'hybrid', value: 'bm25+vector-768', description: 'Both, weighed' },
    ],
    onVariant: 'hybrid',
    offVariant: 'classic',
    rollout: fixed(20),
    split: {
      weights: [
        { variant: 'classic', weight: 50_000 },
        { variant: 'semantic', weight: 25_000 },
        { variant: 'hybrid', weight: 25_000 },
      ],
    },
  },
  {
    key: 'upload-limit-mb',
    type: 'number',
    description: 'How large a file may be, in megabytes.',
    tags: ['limits'],
    enabled: true,
    variants: [
      { key: 'small', value: 10 },
      { key: 'large', value: 250 },
    ],
    onVariant: 'large',
    offVariant: 'small',
    rollout: fixed(0),
    rules: [
      {
        id: 'paying',
        condition: { attribute: 'plan', operator: 'in', values: ['pro', 'business', 'enterprise'] },
        serve: { kind: 'variant', variant: 'large' },
      },
    ],
  },
  {
    key: 'payment-methods',
    type: 'json',
    description: 'What people may pay with, in this order.',
    tags: ['checkout'],
    enabled: true,
    variants: [
      { key: 'all', value: { methods: ['card', 'paypal', 'invoice', 'klarna'], preselected: 'card' } },
      { key: 'basic', value: { methods: ['card'], preselected: 'card' } },
    ],
    onVariant: 'all',
    offVariant: 'basic',
    rollout: fixed(100),
  },
  {
    key: 'free-shipping-banner',
    description: 'Says above every page that shipping is free until Sunday.',
    tags: ['campaign'],
    enabled: true,
    rollout: fixed(100),
    expiresAt: inDays(3),
  },
  {
    key: 'gift-cards',
    description: 'Gift cards in the cart. Only where the checkout is on one page.',
    tags: ['checkout'],
    enabled: true,
    rollout: fixed(10),
    prerequisites: [{ flagKey: 'checkout-one-page', variants: ['on'] }],
  },
  {
    key: 'express-delivery',
    description: 'Delivery on the same day, where the depot is near.',
    tags: ['logistics'],
    enabled: true,
    rollout: { schedule: { kind: 'ramp', from: 0, to: 100, startAt: instant(daysAgo(3)), endAt: inDays(7) } },
  },
  {
    key: 'assistant-chat',
    description: 'The assistant that answers questions about orders.',
    tags: ['support', 'ai'],
    enabled: true,
    rollout: fixed(0),
    rules: [{ id: 'testers', condition: { segment: 'beta-testers' }, serve: serveOn }],
  },
  { key: 'recommendations-v3', description: 'The third model of "You may also like".', tags: ['search', 'ai'] },
  { key: 'maintenance-mode', description: 'Shows the maintenance page to everybody.', tags: ['ops'] },
  { key: 'order-mails-v2', description: 'Order mails with a picture of every item.', tags: ['mail'] },
];

const OLD: readonly Wanted[] = [
  { key: 'legacy-invoices', description: 'Invoices in the layout of 2024.', enabled: true, rollout: fixed(100) },
  { key: 'black-friday', description: 'Prices, banners and queue of Black Friday.', tags: ['campaign'] },
  { key: 'cart-drawer', description: 'The cart slides in from the right.', tags: ['checkout'] },
];

/** Creates a flag in all three environments; in development, it is always on. */
function everywhere(at: number, by: Deed['by'], wanted: Wanted): Deed[] {
  return [
    { at, by, does: (api) => api.flags.create.mutate({ ...wanted, environment: 'development', enabled: true }) },
    { at, by, does: (api) => api.flags.create.mutate({ ...wanted, environment: 'staging' }) },
    { at, by, does: (api) => api.flags.create.mutate({ ...wanted, environment: production }) },
  ];
}

function updateFlagInProduction(at: number, by: Deed['by'], change: Omit<Updated, 'environment'>): Deed {
  return { at, by, does: (api) => api.flags.update.mutate({ ...change, environment: production }) };
}

/** A flag whose file is in Git. */
const MANAGED: Deed = {
  at: daysAgo(10),
  by: 'mira',
  does: (api) =>
    api.environments.applyFile.mutate({
      key: production,
      file: {
        burgee: 1,
        environment: { key: production },
        flags: [
          {
            key: 'delivery-slots',
            description: 'People choose the hour of their delivery.',
            tags: ['logistics'],
            enabled: true,
            rollout: fixed(25),
            overrides: { users: [{ userId: 'u-20417', overrideType: 'include', reason: 'Tests the slots' }] },
          },
        ],
      },
      managedBy: 'https://github.com/example/shop-flags',
      reason: 'Merged: slots for a quarter',
    }),
};

export const FLAGS: readonly Deed[] = [
  MANAGED,
  ...OLD.flatMap((wanted) => everywhere(daysAgo(85), 'lena', wanted)),
  ...everywhere(daysAgo(30), 'jonas', CHECKOUT),
  ...OTHERS.flatMap((wanted, index) => everywhere(daysAgo(28 - index), index % 3 === 0 ? 'priya' : 'jonas', wanted)),
  ...['wishlist-gallery', 'wishlist-add-item', 'wishlist-edit-item', 'wishlist-got-it'].map((key, index) =>
    updateFlagInProduction(daysAgo(20 - index), 'jonas', {
      key,
      enabled: true,
      rollout: fixed([100, 100, 50, 10][index] ?? 0),
      reason: 'Step by step',
    }),
  ),
  ...['wishlist-gallery', 'wishlist-got-it', 'wishlist-reorder'].map((key): Deed => ({
    at: daysAgo(70),
    by: 'lena',
    does: (api) =>
      api.flags.setEnabled.mutate({ environment: 'development', key, enabled: true, rolloutPercentage: 100 }),
  })),
  ...['black-friday', 'cart-drawer'].map((key): Deed => ({
    at: daysAgo(40),
    by: 'jonas',
    does: (api) => api.flags.archive.mutate({ environment: production, key, reason: 'Done with' }),
  })),
  updateFlagInProduction(daysAgo(7), 'jonas', {
    key: 'checkout-one-page',
    rules: CHECKOUT_RULES.slice(0, 1),
    enabled: true,
    reason: 'Try it ourselves for a day first',
  }),
  updateFlagInProduction(daysAgo(6), 'mira', {
    key: 'checkout-one-page',
    rollout: STEPS,
    reason: 'Canary: 1, 5, 25, then everybody on Saturday',
  }),
  updateFlagInProduction(hoursAgo(26), 'jonas', {
    key: 'checkout-one-page',
    rules: CHECKOUT_RULES,
    reason: 'Half of DACH, where the new terms are live',
  }),
  updateFlagInProduction(hoursAgo(5), 'jonas', {
    key: 'recommendations-v3',
    enabled: true,
    rollout: fixed(50),
    reason: 'Clicks are up by 4% in staging',
  }),
  updateFlagInProduction(minutesAgo(50), 'priya', {
    key: 'search-ranking',
    rollout: fixed(25),
    reason: 'Week two of the experiment',
  }),
];
