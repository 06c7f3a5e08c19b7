import type { Rollout, Split } from '@burgee/contracts';
import { contextNameOf } from './fields.ts';
import { Unmappable } from './unmappable.ts';

/** The ids that `default` stands for in Unleash: in a rollout, and in a choice of variants. Without any, it draws at random. */
const ROLLOUT_DEFAULT = ['userId', 'sessionId'];
const VARIANT_DEFAULT = ['userId', 'sessionId', 'remoteAddress'];
const RESERVED = ['default', 'random'];

/** The field that a partial rollout hashes, as Unleash names it. @throws Unmappable */
export function rolloutStickiness({ bucketBy, missing }: Pick<Rollout, 'bucketBy' | 'missing'>): string {
  if (missing === 'random') return stickinessAtRandom(bucketBy, ROLLOUT_DEFAULT, 'A rollout');
  const [only, ...others] = bucketBy;
  if (only === undefined || others.length > 0) {
    throw new Unmappable(`A rollout hashes ${listed(bucketBy)}, and Unleash hashes one field.`);
  }
  return singleField(only);
}

/**
 * The field that chooses the variant.
 *
 * @param required the field without which no context gets so far, if any.
 * @throws Unmappable
 */
export function variantStickiness(
  { bucketBy, missing }: Pick<Split, 'bucketBy' | 'missing'>,
  required?: string,
): string {
  const [only, ...others] = bucketBy;
  const isSingle = only !== undefined && others.length === 0;
  if (isSingle && (missing === 'random' || only === required)) return singleField(only);
  if (missing === 'random') return stickinessAtRandom(bucketBy, VARIANT_DEFAULT, 'A split');
  throw new Unmappable('A split serves its first variant to everyone without an id, and Unleash a random one.');
}

function stickinessAtRandom(bucketBy: readonly string[], usual: readonly string[], part: string): string {
  if (bucketBy.length === 0) return 'random';
  if (bucketBy.join() === usual.join()) return 'default';
  throw new Unmappable(
    `${part} hashes ${listed(bucketBy)}, or else draws at random. Unleash's SDKs can do that only with ${listed(usual)}.`,
  );
}

function singleField(attribute: string): string {
  if (!RESERVED.includes(attribute)) return contextNameOf(attribute);
  throw new Unmappable(`The attribute "${attribute}" cannot be hashed by Unleash, where the name has another meaning.`);
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** The group of a hash. @throws Unmappable for text that Unleash's SDKs hash differently. */
export function groupIdOf(salt: string): string {
  if (salt === '') throw new Unmappable("A salt is empty, and Unleash's SDKs do not agree on what they hash instead.");
  if (/^[\0-\x7f]*$/.test(salt)) return salt;
  throw new Unmappable(`Unleash's SDKs do not agree on the hash of "${salt}", which is not ASCII.`);
}
