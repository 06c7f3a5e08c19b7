/**
 * MurmurHash3 x86 32-bit of a text with seed 0, optimized only for speed: four ASCII characters at a time, without
 * encoding. The floor for evaluations with a hash.
 */
export function murmur3(text: string): number {
  const size = text.length;
  let hash = 0;
  let position = 0;
  for (; position + 4 <= size; position += 4) {
    const a = text.charCodeAt(position);
    const b = text.charCodeAt(position + 1);
    const c = text.charCodeAt(position + 2);
    const d = text.charCodeAt(position + 3);
    if ((a | b | c | d) > 0x7f) throw new Error('the floor hashes ASCII');
    hash ^= scramble(a | (b << 8) | (c << 16) | (d << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let shift = 0; position < size; position++, shift += 8) rest |= text.charCodeAt(position) << shift;
  hash ^= scramble(rest) ^ size;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}
