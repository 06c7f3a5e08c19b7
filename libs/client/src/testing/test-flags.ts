import type { FlagContext, FlagSet, RegisteredFlags } from '@burgee/flags';
import {
  createTestValues,
  type FlagValues,
  isFlagSet,
  type TestValues,
  type UndeclaredValues,
} from '@burgee/flags/testing';
import type { FlagClient, FlagStatus } from '../flag-client-types.ts';

/** The flags of one test: those of `TestValues`, and a client that takes the place of a real one. */
export type TestFlags<Set = RegisteredFlags> = Pick<TestValues<Set>, 'set' | 'reads' | 'reset'> & {
  /** Sends nothing and is always ready. Its context can change, which does not change any flag. */
  readonly client: FlagClient;
};

/**
 * Creates the flags of one test.
 *
 *     const test = createTestFlags(flags, { 'new-checkout': true }); // the other flags have their declared fallbacks
 *     showCheckout(test.client);
 *     test.set({ color: 'blue' });
 *     expect(test.reads()).toEqual(['new-checkout', 'color']);
 *
 * Without a declaration, `createTestFlags({ 'new-checkout': true })`.
 *
 * @throws TypeError for a key that is not declared or a value of another type, which only JavaScript and casts can pass.
 */
export function createTestFlags<Set extends FlagSet>(flags: Set, values?: FlagValues<Set>): TestFlags<Set>;
export function createTestFlags(values: UndeclaredValues): TestFlags<undefined>;
export function createTestFlags(first: FlagSet | object, values: object = {}): TestFlags<undefined> {
  const held = isFlagSet(first) ? createTestValues(first, values) : createTestValues(first as UndeclaredValues);
  const test = held as TestValues<undefined>;
  return { client: clientOf(test), set: test.set, reads: test.reads, reset: test.reset };
}

const STATUS: FlagStatus = Object.freeze({
  state: 'ready',
  source: 'server',
  environment: 'test',
  version: 1,
  updatedAt: 0,
  connection: 'live',
});

function clientOf({ isEnabled, get, all, subscribe }: TestValues<undefined>): FlagClient {
  let context: FlagContext = {};
  const reader = { isEnabled, get: get, all, status: () => STATUS };
  return {
    ...reader,
    initial: reader,
    overrides: undefined,
    subscribe,
    context: () => context,
    setContext: (next) => {
      context = next;
    },
    snapshot: () => ({ environment: 'test', version: 1, flags: Object.fromEntries(all()) }),
    hydrate: () => {},
    refresh: () => {},
    ready: async () => {},
    connect: () => {},
    close: () => {},
  };
}
