import type { SyncedRuleset, SyncId } from '@burgee/contracts/sync';
import { areFilterWords, createIdFilter, type IdFilter } from '@burgee/evaluator';

/** Tells which users, sessions and test runs certainly have no overrides. */
export type IdFilters = {
  mayHave(id: SyncId): boolean;
  /** Adds an id that a delta names. */
  add(id: SyncId): void;
  /** The words of each filter; `undefined` if some are not known. */
  words(): FilterWords | undefined;
  /** In the form in which the server sends them. */
  encode(): Received;
};

export type FilterWords = Readonly<Record<SyncId['type'], Uint32Array>>;

type Received = SyncedRuleset['overrides']['filter'];

/** @param received `null` while the server does not know: then any id may have overrides. */
export function createIdFilters(received: Received): IdFilters {
  const filters = received && {
    user: decodeFilter(received.user),
    session: decodeFilter(received.session),
    testing: decodeFilter(received.testing),
  };
  return {
    mayHave: ({ type, id }) => filters?.[type]?.mayHave(id) ?? true,
    add: ({ type, id }) => filters?.[type]?.add(id),
    words: () => {
      const { user, session, testing } = filters ?? {};
      return user && session && testing && { user: user.words(), session: session.words(), testing: testing.words() };
    },
    encode: () =>
      received && {
        ...received,
        user: encodeFilter(filters?.user),
        session: encodeFilter(filters?.session),
        testing: encodeFilter(filters?.testing),
      },
  };
}

function encodeFilter(filter: IdFilter | undefined): string {
  const { buffer, byteOffset, byteLength } = filter?.words() ?? new Uint32Array();
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** `undefined` for words that are not those of a filter, so that nothing is wrongly rejected. */
function decodeFilter(base64: string): IdFilter | undefined {
  const bytes = Buffer.from(base64, 'base64');
  // A copy, because words begin at a multiple of four.
  const words = new Uint32Array(new Uint8Array(bytes).buffer, 0, bytes.length >>> 2);
  return areFilterWords(words) ? createIdFilter(undefined, words) : undefined;
}
