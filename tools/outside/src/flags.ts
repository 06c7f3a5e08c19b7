import { context, defineFlags, flag } from '@burgee/flags';

type Limits = { readonly perDay: number };

export const flags = defineFlags(
  {
    'new-checkout': flag.boolean(false, 'The checkout on one page'),
    color: flag.oneOf(['red', 'blue'], 'red'),
    greeting: flag.string('Hello'),
    'upload-limit': flag.number(10),
    limits: flag.json<Limits>({ perDay: 5 }),
  },
  { context: { plan: context.oneOf(['free', 'pro']), seats: context.number() } },
);

declare module '@burgee/flags' {
  interface Register {
    flags: typeof flags;
  }
}
