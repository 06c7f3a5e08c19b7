import { BUCKETS, type HashAlgorithm } from '@burgee/contracts';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { BrokenConfig } from './broken-config.ts';
import { beginMurmur3, endMurmur3, type Murmur3 } from './murmur3.ts';

const HASH_SPACE = 2 ** 32;

/**
 * Maps a 32-bit hash to a bucket in `[0, BUCKETS)`.
 *
 * Multiply-shift rather than `hash % BUCKETS`: modulo favors low buckets, because 2^32 is not a multiple of BUCKETS.
 * The product stays below 2^49, so a double holds it exactly and no BigInt is needed.
 */
export function bucketOf(hash: number): number {
  return Math.floor((hash * BUCKETS) / HASH_SPACE);
}

/** Maps ids to buckets under one salt. */
export type Bucketing = {
  /** State of the default algorithm. Data, because a call into one of thousands of closures costs as much as the hash. */
  readonly murmur3: Murmur3 | undefined;
  readonly other: ((id: string) => number) | undefined;
};

export function bucketOfId({ murmur3, other }: Bucketing, id: string): number {
  return murmur3 ? bucketOf(endMurmur3(murmur3, id)) : (other as (id: string) => number)(id);
}

/** Unleash's seed for choosing a variant; its rollouts have seed 0. */
const UNLEASH_VARIANT_SEED = 86028157;

const rolloutBucketings = {
  murmur3: (salt) => murmur3Bucketing(`${salt}:`),
  sha256: (salt) => customBucketing((id) => bucketOf(sha256Of(`${salt}:${id}`))),
  unleash: (salt) => {
    const begun = beginMurmur3(`${salt}:`, 0);
    // Unleash compares 1..100 <= percentage. The last of our buckets in each hundredth compares in the same way.
    return customBucketing((id) => (endMurmur3(begun, id) % 100) * 1000 + 999);
  },
} satisfies Record<HashAlgorithm, (salt: string) => Bucketing>;

const splitBucketings = {
  murmur3: (salt) => murmur3Bucketing(`${salt}:split:`),
  sha256: (salt) => customBucketing((id) => bucketOf(sha256Of(`${salt}:split:${id}`))),
  unleash: (salt, total) => {
    const begun = beginMurmur3(`${salt}:`, UNLEASH_VARIANT_SEED);
    return customBucketing((id) => endMurmur3(begun, id) % total);
  },
} satisfies Record<HashAlgorithm, (salt: string, total: number) => Bucketing>;

function murmur3Bucketing(prefix: string): Bucketing {
  return { murmur3: beginMurmur3(prefix, 0), other: undefined };
}

function customBucketing(other: (id: string) => number): Bucketing {
  return { murmur3: undefined, other };
}

/** Maps ids to buckets of a rollout, 0..99,999. @throws BrokenConfig if the algorithm is unknown. */
export function rolloutBucketing(algorithm: HashAlgorithm, salt: string): Bucketing {
  checkAlgorithm(algorithm);
  return rolloutBucketings[algorithm](salt);
}

/** Maps ids to the `total` buckets of a split, independent of those of the rollout. @throws BrokenConfig as above. */
export function splitBucketing(algorithm: HashAlgorithm, salt: string, total: number): Bucketing {
  checkAlgorithm(algorithm);
  return splitBucketings[algorithm](salt, total);
}

function checkAlgorithm(algorithm: string): void {
  if (!Object.hasOwn(rolloutBucketings, algorithm)) throw new BrokenConfig(`unknown algorithm "${algorithm}"`);
}

/** The first four bytes of the digest, big-endian. */
function sha256Of(text: string): number {
  const { buffer, byteOffset } = sha256(utf8ToBytes(text));
  return new DataView(buffer, byteOffset).getUint32(0);
}

/** The unsigned 32-bit hash that decides for `id` under `salt`, as `bucketing-vectors.json` lists it. */
export function hashOf(algorithm: 'murmur3' | 'sha256', salt: string, id: string): number {
  return algorithm === 'murmur3' ? endMurmur3(beginMurmur3(`${salt}:`, 0), id) : sha256Of(`${salt}:${id}`);
}
