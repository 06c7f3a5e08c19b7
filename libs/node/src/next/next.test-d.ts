import type { WireFlags } from '@burgee/contracts/wire';
import { context, defineFlags, flag, type JsonValue } from '@burgee/flags';
import { describe, expectTypeOf, it } from 'vitest';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { type CreateNextFlags, createNextFlags, decodeFlags, encodeFlags, type FlagRecord } from './index.ts';

const declared = defineFlags(
  { 'new-checkout': flag.boolean(false), color: flag.oneOf(['red', 'blue'], 'red') },
  { context: { plan: context.oneOf(['free', 'pro']) } },
);
type Flags = typeof declared;

declare const burgee: FlagServer;
declare const burgeeOfFlags: FlagServer<Flags>;
declare const createDeclaredFlags: CreateNextFlags<Flags>;
declare const flags: ContextFlags;
declare const flagsOfFlags: ContextFlags<Flags>;
declare const redirect: () => never;
declare const isSignedIn: boolean;
const options = { secret: 'a secret of thirty-two characters' };

describe('13.8 flags of Next.js', () => {
  it('have the types of the flag server', () => {
    expectTypeOf(
      createNextFlags(burgee, () => ({ userId: 'ann' })).getFlags,
    ).returns.resolves.toEqualTypeOf<ContextFlags>();
    const { getFlags, getBootstrap } = createDeclaredFlags(burgeeOfFlags, async () => ({ plan: 'pro' }));
    expectTypeOf(getFlags).returns.resolves.toEqualTypeOf<ContextFlags<Flags>>();
    expectTypeOf(getBootstrap).returns.resolves.toEqualTypeOf<WireFlags | undefined>();
  });

  it('have a context with the declared attributes', () => {
    createDeclaredFlags(burgeeOfFlags, async () => (isSignedIn ? { userId: 'ann' } : redirect()));
    // @ts-expect-error an unknown plan
    createDeclaredFlags(burgeeOfFlags, async () => ({ plan: 'gold' }));
    // @ts-expect-error an unknown attribute
    createDeclaredFlags(burgeeOfFlags, async () => ({ age: 7 }));
  });
});

describe('13.8 precomputed flags', () => {
  it('are a typed record', () => {
    expectTypeOf(decodeFlags('', ['a', 'b'], options)).toEqualTypeOf<FlagRecord<'a' | 'b'> | undefined>();
    expectTypeOf<FlagRecord<'a'>>().toEqualTypeOf<{ readonly a: JsonValue }>();
    expectTypeOf<FlagRecord<'color', Flags>>().toEqualTypeOf<{ readonly color: 'red' | 'blue' }>();
    expectTypeOf(decodeFlags<'color', Flags>('', ['color'], options)).toEqualTypeOf<
      { readonly color: 'red' | 'blue' } | undefined
    >();
  });

  it('are encoded from the flags of a request, or from values', () => {
    expectTypeOf(encodeFlags(flags, ['a'], options)).toEqualTypeOf<string>();
    encodeFlags({ a: true, b: 'blue' }, ['a', 'b'], options);
    encodeFlags(flagsOfFlags, ['color'], options);
    encodeFlags<'color', Flags>({ color: 'blue' }, ['color'], options);
    // @ts-expect-error an unknown key
    encodeFlags(flagsOfFlags, ['colour'], options);
    // @ts-expect-error not one of the values
    encodeFlags<'color', Flags>({ color: 'green' }, ['color'], options);
    // @ts-expect-error without the value of b
    encodeFlags({ a: true }, ['a', 'b'], options);
    // @ts-expect-error without a secret
    encodeFlags(flags, ['a'], {});
  });
});
