import { defineFlags, flag, type FlagContext, type GetFlag } from '@burgee/flags';
import { describe, expectTypeOf, it } from 'vitest';
import { getFlags } from './index.ts';

const declared = defineFlags({ color: flag.oneOf(['red', 'blue'], 'red') }, { context: {} });
type Flags = typeof declared;
type UserFlags = { readonly get: GetFlag<Flags> };

declare const server: { for(context: FlagContext<Flags>): Promise<UserFlags>; ready(): Promise<void> };

describe('13.8 flags of server components', () => {
  it('have the types of the flag server', () => {
    expectTypeOf(getFlags(server, { userId: 'ann' })).resolves.toEqualTypeOf<UserFlags>();
    // @ts-expect-error an unknown attribute
    void getFlags(server, { userId: 'ann', age: 7 });
    // @ts-expect-error an id is a text
    void getFlags(server, { userId: 7 });
    // @ts-expect-error not a flag server
    void getFlags({ ready: async () => {} }, {});
  });
});
