import { BUCKETS, type HashAlgorithm } from '@burgee/contracts';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { murmur3Hasher } from './murmur3.ts';

const HASH_SPACE = 2 ** 32;

/** Gives the unsigned 32-bit hash of `salt + ":" + id`. */
type IdHasher = (id: string) => number;

/**
 * Maps a 32-bit hash to a bucket in `[0, BUCKETS)`.
 *
 * Multiply-shift rather than `hash % BUCKETS`: modulo favours low buckets, because 2^32 is not a multiple of BUCKETS.
 * The product stays below 2^49, so a double holds it exactly and no BigInt is needed.
 */
export function bucketOf(hash: number): number {
  return Math.floor((hash * BUCKETS) / HASH_SPACE);
}

/** Unleash's seed for choosing a variant; its rollouts have seed 0. */
const UNLEASH_VARIANT_SEED = 86028157;

function sha256Hasher(prefix: string): IdHasher {
  return (id) => {
    const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(prefix + id));
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  };
}

const rolloutBuckets = {
  murmur3: (salt) => toBuckets(murmur3Hasher(`${salt}:`, 0)),
  sha256: (salt) => toBuckets(sha256Hasher(`${salt}:`)),
  unleash: (salt) => {
    const hash = murmur3Hasher(`${salt}:`, 0);
    // Unleash says 1..100 <= percentage. The last of our buckets in each of its hundredths compares alike, also with fractions.
    return (id) => (hash(id) % 100) * 1000 + 999;
  },
} satisfies Record<HashAlgorithm, (salt: string) => (id: string) => number>;

const splitBuckets = {
  murmur3: (salt) => toBuckets(murmur3Hasher(`${salt}:split:`, 0)),
  sha256: (salt) => toBuckets(sha256Hasher(`${salt}:split:`)),
  unleash: (salt, total) => {
    const hash = murmur3Hasher(`${salt}:`, UNLEASH_VARIANT_SEED);
    return (id) => hash(id) % total;
  },
} satisfies Record<HashAlgorithm, (salt: string, total: number) => (id: string) => number>;

function toBuckets(hash: IdHasher): (id: string) => number {
  return (id) => bucketOf(hash(id));
}

/** The bucket of an id in a rollout, 0..99,999. */
export function rolloutBucketer(algorithm: HashAlgorithm, salt: string): (id: string) => number {
  return rolloutBuckets[algorithm](salt);
}

/** The bucket of an id in a split with `total` buckets: independent of its bucket in the rollout. */
export function splitBucketer(algorithm: HashAlgorithm, salt: string, total: number): (id: string) => number {
  return splitBuckets[algorithm](salt, total);
}

/** The unsigned 32-bit hash that decides for `id` under `salt`, as `bucketing-vectors.json` lists it. */
export function hashOf(algorithm: 'murmur3' | 'sha256', salt: string, id: string): number {
  return algorithm === 'murmur3' ? murmur3Hasher(`${salt}:`, 0)(id) : sha256Hasher(`${salt}:`)(id);
}
