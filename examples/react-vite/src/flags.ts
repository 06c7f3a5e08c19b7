import { context, defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags(
  {
    'new-checkout': flag.boolean(false, 'The checkout on one page'),
    color: flag.oneOf(['red', 'blue'], 'red', 'The color of the button that pays'),
  },
  { context: { plan: context.oneOf(['free', 'pro']) } },
);

declare module '@burgee/flags' {
  interface Register {
    flags: typeof flags;
  }
}
