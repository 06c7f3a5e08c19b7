import { createTestFlags as createClientTestFlags, type TestFlags as ClientTestFlags } from '@burgee/client/testing';
import type { FlagSet, RegisteredFlags } from '@burgee/flags';
import type { FlagValues, UndeclaredValues } from '@burgee/flags/testing';
import type { ReactElement, ReactNode } from 'react';
import { FlagProvider } from '../provider.tsx';

/** The flags of one test: those of `TestFlags` of `@burgee/client/testing`, and a provider of them. */
export type TestFlags<Set = RegisteredFlags> = ClientTestFlags<Set> & {
  /** Takes the place of `FlagProvider`, such as the option `wrapper` of Testing Library's `render`. */
  readonly Provider: (props: { readonly children?: ReactNode }) => ReactElement;
};

/**
 * Creates the flags of one test.
 *
 *     const test = createTestFlags(flags, { 'new-checkout': true }); // the other flags have their declared fallbacks
 *     render(<Checkout />, { wrapper: test.Provider });
 *     act(() => test.set({ color: 'blue' }));
 *     expect(test.reads()).toEqual(['new-checkout', 'color']);
 *
 * Without a declaration, `createTestFlags({ 'new-checkout': true })`.
 *
 * @throws TypeError for a key that is not declared or a value of another type, which only JavaScript and casts can pass.
 */
export function createTestFlags<Set extends FlagSet>(flags: Set, values?: FlagValues<Set>): TestFlags<Set>;
export function createTestFlags(values: UndeclaredValues): TestFlags<undefined>;
export function createTestFlags(first: FlagSet | UndeclaredValues, values?: object): TestFlags<undefined> {
  const create: (first: object, values?: object) => ClientTestFlags<undefined> = createClientTestFlags;
  const test = create(first, values);
  return { ...test, Provider: ({ children }) => <FlagProvider client={test.client}>{children}</FlagProvider> };
}
