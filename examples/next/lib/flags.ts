import { defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags({ 'new-checkout': flag.boolean(false, 'The checkout on one page') });

declare module '@burgee/flags' {
  interface Register {
    flags: typeof flags;
  }
}
