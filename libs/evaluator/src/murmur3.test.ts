import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginMurmur3, endMurmur3 } from './murmur3.ts';

/** MurmurHash3 x86 32 bit over bytes, written from its description with arithmetic instead of bit operations. */
function reference(bytes: Uint8Array, seed: number): number {
  const times = (a: number, b: number) => Number((BigInt(a) * BigInt(b)) % 2n ** 32n);
  const rotate = (a: number, by: number) =>
    Number(((BigInt(a) << BigInt(by)) % 2n ** 32n) + (BigInt(a) >> BigInt(32 - by)));
  const xor = (a: number, b: number) => Number(BigInt(a) ^ BigInt(b));
  const scramble = (block: number) => times(rotate(times(block, 0xcc9e2d51), 15), 0x1b873593);
  let hash = seed;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const block = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    hash = (times(rotate(xor(hash, scramble(block)), 13), 5) + 0xe6546b64) % 2 ** 32;
  }
  const rest = bytes.slice(whole).reduceRight((block, byte) => block * 256 + byte, 0);
  hash = xor(xor(hash, scramble(rest)), bytes.length);
  hash = times(xor(hash, Math.floor(hash / 2 ** 16)), 0x85ebca6b);
  hash = times(xor(hash, Math.floor(hash / 2 ** 13)), 0xc2b2ae35);
  return xor(hash, Math.floor(hash / 2 ** 16));
}

/** Decodes the UTF-8 bytes from the percent-encoding of a text. */
function utf8(text: string): Uint8Array {
  const spelled = encodeURIComponent(text.toWellFormed()).replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Uint8Array.from(spelled, (character) => character.charCodeAt(0));
}
const murmur3 = (text: string, prefix = '', seed = 0) => endMurmur3(beginMurmur3(prefix, seed), text);

describe('murmur3', () => {
  it.each([
    // Source: the published vectors of the algorithm.
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['abc', 0, 0xb3dd93fa],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('hashes "%s" with seed %i to the published value', (text, seed, hash) => {
    expect(murmur3(text, '', seed)).toBe(hash);
  });

  it('is the hash of the UTF-8 bytes of any text, after any prefix', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('a', 'é', '中', '🚩', '\u0000', '\u007f', '\u0080'), fc.string()),
    });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 0xffffffff }), (prefix, id, seed) => {
        // The prefix must not end within a surrogate pair, because both parts are encoded separately; every salt ends with ":".
        expect(murmur3(id, `${prefix}:`, seed)).toBe(reference(utf8(`${prefix}:${id}`), seed));
      }),
    );
  });

  it('does not depend on where the prefix ends', () => {
    const text = 'The quick brown fox';
    const hashes = Array.from({ length: text.length + 1 }, (_, end) => murmur3(text.slice(end), text.slice(0, end)));
    expect(new Set(hashes)).toEqual(new Set([murmur3(text)]));
  });

  it.each(['\ud800', '\udc00', 'a\ud800b', '\udc00\ud800', 'user-\ud83d'])(
    'hashes a lone surrogate (%j) as U+FFFD, which is how UTF-8 encodes it',
    (text) => {
      expect(murmur3(text, 'salt:')).toBe(murmur3(text.replace(/[\ud800-\udfff]/g, '\ufffd'), 'salt:'));
    },
  );
});
