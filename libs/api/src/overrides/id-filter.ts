/**
 * A Bloom filter: says of an id that it is surely not there, or that it may be. A Map of a million texts costs a miss of
 * the processor's cache or two for each text that is not in it; this fits into the cache. An id that
 * is gone may go on to be named, until it is full and starts again.
 */
export type IdFilter = { add(id: string): void; mayHave(id: string): boolean };

/** With two bits set for each id, about one stranger in seventy is taken for somebody who may be there. */
const BITS_PER_ID = 16;
const FIRST_CAPACITY = 1_024;

/** @param ids all that are there, to start again from when it is full. */
export function createIdFilter(ids: () => Iterable<string>): IdFilter {
  let capacity = FIRST_CAPACITY;
  let words = wordsFor(capacity);
  let count = 0;

  function set(id: string): void {
    const [first, second] = [hashOf(id), secondOf(hashOf(id))];
    const mask = words.length * 32 - 1;
    for (const bit of [first & mask, second & mask])
      words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << (bit & 31));
  }

  /** With room for as many again. What was gone is forgotten then. */
  function startAgain(): void {
    const known = [...ids()];
    count = known.length;
    capacity = FIRST_CAPACITY;
    while (capacity < 2 * count) capacity *= 2;
    words = wordsFor(capacity);
    for (const id of known) set(id);
  }

  return {
    add: (id) => {
      if (++count > capacity) startAgain();
      set(id);
    },
    mayHave: (id) => {
      const hash = hashOf(id);
      const mask = words.length * 32 - 1;
      const first = hash & mask;
      if (((words[first >>> 5] as number) & (1 << (first & 31))) === 0) return false;
      const second = secondOf(hash) & mask;
      return ((words[second >>> 5] as number) & (1 << (second & 31))) !== 0;
    },
  };
}

function wordsFor(capacity: number): Uint32Array {
  return new Uint32Array((capacity * BITS_PER_ID) / 32);
}

/** FNV-1a, by code units. Of a long id every other one: a UUID has enough of them. */
function hashOf(id: string): number {
  const step = id.length > 24 ? 2 : 1;
  let hash = 0x811c9dc5 ^ id.length;
  for (let at = 0; at < id.length; at += step) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function secondOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 3;
}
