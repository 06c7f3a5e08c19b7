import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * MurmurHash3 x86 32 bit over UTF-8, fed piece by piece, so that a salt is hashed once and not with every id.
 *
 * Source: https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp (public domain).
 */
export type Murmur3State = {
  hash: number;
  /** Bytes that do not fill a block of four yet, little-endian. */
  block: number;
  /** How many bits of `block` are filled. */
  filled: number;
  length: number;
};

export function murmur3Start(seed: number): Murmur3State {
  return { hash: seed | 0, block: 0, filled: 0, length: 0 };
}

/** Feeds the UTF-8 bytes of `text`. ASCII, which nearly all ids are, is fed without being encoded first. */
export function murmur3Feed(state: Murmur3State, text: string): void {
  let { hash, block, filled } = state;
  const size = text.length;
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      state.hash = hash;
      state.block = block;
      state.filled = filled;
      state.length += i;
      // Cutting here splits no pair: a low surrogate never follows an ASCII character as half of one.
      return feedBytes(state, utf8ToBytes(text.slice(i)));
    }
    block |= code << filled;
    filled += 8;
    if (filled === 32) {
      hash = mixIn(hash, block);
      block = 0;
      filled = 0;
    }
  }
  state.hash = hash;
  state.block = block;
  state.filled = filled;
  state.length += size;
}

function feedBytes(state: Murmur3State, bytes: Uint8Array): void {
  for (const byte of bytes) {
    state.block |= byte << state.filled;
    state.filled += 8;
    if (state.filled === 32) {
      state.hash = mixIn(state.hash, state.block);
      state.block = 0;
      state.filled = 0;
    }
  }
  state.length += bytes.length;
}

/** The hash of all that was fed, unsigned. */
export function murmur3End(state: Murmur3State): number {
  let hash = state.hash;
  if (state.filled > 0) hash ^= scramble(state.block);
  hash ^= state.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixIn(hash: number, block: number): number {
  const mixed = hash ^ scramble(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

/** Hashes texts that all begin with `prefix`. */
export function murmur3Hasher(prefix: string, seed: number): (text: string) => number {
  const begun = murmur3Start(seed);
  murmur3Feed(begun, prefix);
  // Reused between calls, which never overlap: hashing is synchronous and nothing is allocated on the hot path.
  const state = { ...begun };
  return (text) => {
    state.hash = begun.hash;
    state.block = begun.block;
    state.filled = begun.filled;
    state.length = begun.length;
    murmur3Feed(state, text);
    return murmur3End(state);
  };
}
