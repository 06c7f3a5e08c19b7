import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The state of MurmurHash3 x86 32 bit over UTF-8 after a prefix, so that a salt is hashed once and not with every id.
 *
 * Source: https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp (public domain).
 */
export type Murmur3 = {
  readonly hash: number;
  /** Bytes that do not yet fill a block of four, little-endian. */
  readonly block: number;
  /** How many bits of `block` are filled: 0, 8, 16 or 24. */
  readonly filled: number;
  /** Bytes fed so far. */
  readonly length: number;
};

/** The state after `prefix`, for texts that begin with it. */
export function beginMurmur3(prefix: string, seed: number): Murmur3 {
  return feed({ hash: seed | 0, block: 0, filled: 0, length: 0 }, utf8ToBytes(prefix));
}

function feed(state: Murmur3, bytes: Uint8Array): Murmur3 {
  let { hash, block, filled } = state;
  for (const byte of bytes) {
    block |= byte << filled;
    filled = (filled + 8) & 31;
    if (filled === 0) {
      hash = mixIn(hash, block);
      block = 0;
    }
  }
  return { hash, block, filled, length: state.length + bytes.length };
}

/**
 * The unsigned hash of the prefix and `text`.
 *
 * ASCII, which nearly all ids are, is hashed four characters at a time without encoding it first. Measured gain (ADR 0045): a
 * rollout costs 59 ns instead of 367 ns.
 */
export function endMurmur3(begun: Murmur3, text: string): number {
  let { hash, block, filled } = begun;
  const size = text.length;
  let position = 0;
  for (; position + 4 <= size; position += 4) {
    const a = text.charCodeAt(position);
    const b = text.charCodeAt(position + 1);
    const c = text.charCodeAt(position + 2);
    const d = text.charCodeAt(position + 3);
    if ((a | b | c | d) > 0x7f) return endEncoded(begun, text);
    const four = a | (b << 8) | (c << 16) | (d << 24);
    hash = mixIn(hash, block | (four << filled));
    // The remaining bits go into the next block. Shifts twice, because a shift by 32 would be a shift by 0.
    block = (four >>> (24 - filled)) >>> 8;
  }
  for (; position < size; position++) {
    const code = text.charCodeAt(position);
    if (code > 0x7f) return endEncoded(begun, text);
    block |= code << filled;
    filled = (filled + 8) & 31;
    if (filled === 0) {
      hash = mixIn(hash, block);
      block = 0;
    }
  }
  return finish(hash, block, begun.length + size);
}

function endEncoded(begun: Murmur3, text: string): number {
  const { hash, block, length } = feed(begun, utf8ToBytes(text));
  return finish(hash, block, length);
}

function mixIn(hash: number, block: number): number {
  const mixed = hash ^ scramble(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

/** An empty block scrambles to 0, so that mixing it in has no effect. */
function finish(hash: number, block: number, length: number): number {
  let mixed = hash ^ scramble(block) ^ length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
