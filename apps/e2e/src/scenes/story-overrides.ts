import type { Deed } from './story.ts';
import { daysAgo, hoursAgo, inDays, inHours, minutesAgo } from './time.ts';

const CHECKOUT = { environment: 'production', flagKey: 'checkout-one-page' } as const;

const USERS = [
  ['u-20417', 'include', 'Asked for it in ticket 8841', null],
  ['u-31980', 'exclude', 'Their screen reader skips the address form', inDays(6)],
  ['u-22655', 'include', 'Interview on Friday', inDays(1)],
  ['u-44102', 'include', 'Press account', null],
  ['u-28996', 'exclude', 'Chargebacks, looked into by risk', null],
  ['ann', 'include', 'Shows it to the board', inHours(3)],
] as const;

export const OVERRIDES: readonly Deed[] = [
  ...USERS.map(([userId, overrideType, reason, expiresAt], index): Deed => ({
    at: hoursAgo(70 - index * 9),
    by: index % 2 === 0 ? 'jonas' : 'mira',
    does: (api) => api.overrides.setUser.mutate({ ...CHECKOUT, userId, overrideType, reason, expiresAt }),
  })),
  {
    at: daysAgo(2),
    by: 'jonas',
    does: (api) =>
      api.overrides.setUser.mutate({
        environment: 'production',
        flagKey: 'search-ranking',
        userId: 'ann',
        overrideType: 'include',
        variant: 'semantic',
        reason: 'Compares the results',
      }),
  },
  // Neither user gets the one-page checkout, which gift cards require: both are excluded from it.
  ...(['u-31980', 'u-28996'] as const).map((userId): Deed => ({
    at: hoursAgo(3),
    by: 'jonas',
    does: (api) =>
      api.overrides.setUser.mutate({
        environment: 'production',
        flagKey: 'gift-cards',
        userId,
        overrideType: 'include',
        reason: 'Asked for gift cards',
      }),
  })),
  {
    at: hoursAgo(2),
    by: 'priya',
    does: (api) =>
      api.overrides.setTesting.mutate({
        ...CHECKOUT,
        testRunId: 'nightly-4711',
        value: true,
        expiresAt: inHours(6),
        reason: 'Smoke test of the new checkout',
      }),
  },
  {
    at: hoursAgo(1),
    by: 'mira',
    does: (api) =>
      api.overrides.setGlobal.mutate({
        environment: 'production',
        flagKey: 'order-mails-v2',
        value: false,
        expiresAt: inDays(2),
        reason: 'The mail provider has trouble with large messages',
      }),
  },
  {
    at: minutesAgo(25),
    by: 'mira',
    does: (api) =>
      api.overrides.setEmergency.mutate({
        environment: 'production',
        flagKey: 'assistant-chat',
        value: false,
        reason: "Incident 2291: it quotes other customers' orders",
      }),
  },
];
