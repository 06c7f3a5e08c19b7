import type { FlagName, FlagValue, JsonValue, RegisteredFlags } from '@burgee/flags';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ContextFlags } from '../flag-server-types.ts';
import { valueOf } from '../require-flag.ts';

/** The values of some flags, by key. */
export type FlagRecord<Key extends string = FlagName, Set = RegisteredFlags> = {
  readonly [K in Key]: FlagValue<K, Set>;
};

export type PrecomputedOptions = {
  /** At least 32 characters that only the servers know: `openssl rand -base64 32`. */
  readonly secret: string;
};

const MIN_SECRET_LENGTH = 32;
/** 128 bits of the HMAC, because the text becomes the name of a file, whose length is limited. */
const SIGNATURE_BYTES = 16;
const SIGNATURE_LENGTH = Math.ceil((SIGNATURE_BYTES * 8) / 6);

/**
 * Encodes the values of some flags as one path segment, so that Next.js can keep a static page for each combination. The text
 * consists of letters, digits, `-` and `_`. It is signed, so that users cannot request pages of other combinations, but not
 * encrypted.
 *
 *     export async function proxy(request: NextRequest) {
 *       const flags = await burgee.for({ userId: request.cookies.get('userId')?.value });
 *       const { pathname, search } = request.nextUrl;
 *       return NextResponse.rewrite(new URL(`/${encodeFlags(flags, KEYS, { secret })}${pathname}${search}`, request.url));
 *     }
 *
 * @param flags the flags of a request, or values for `generateStaticParams`: `{ 'new-checkout': true }`.
 * @param keys in the order in which `decodeFlags` gets them.
 * @throws RangeError if the secret is too short.
 */
export function encodeFlags<const Key extends FlagName<Set>, Set = RegisteredFlags>(
  flags: ContextFlags<Set> | FlagRecord<Key, Set>,
  keys: readonly Key[],
  { secret }: PrecomputedOptions,
): string {
  const values = keys.map(
    (key) => (isContextFlags(flags) ? valueOf(flags, key) : Reflect.get(flags, key)) as JsonValue,
  );
  const payload = Buffer.from(JSON.stringify(values)).toString('base64url');
  return signatureOf(payload, keys, secret).toString('base64url') + payload;
}

/**
 * Decodes the values in a text of `encodeFlags`. Returns `undefined` if it is not genuine, or was encoded with other keys or
 * another secret.
 *
 *     const flags = decodeFlags((await params).flags, KEYS, { secret }) ?? notFound();
 *
 * @throws RangeError if the secret is too short.
 */
export function decodeFlags<const Key extends FlagName<Set>, Set = RegisteredFlags>(
  text: string,
  keys: readonly Key[],
  { secret }: PrecomputedOptions,
): FlagRecord<Key, Set> | undefined {
  const payload = text.slice(SIGNATURE_LENGTH);
  const expected = signatureOf(payload, keys, secret);
  // Compared as text, because several texts decode to the same bytes.
  const given = Buffer.from(text.slice(0, SIGNATURE_LENGTH));
  const genuine = Buffer.from(expected.toString('base64url'));
  if (given.length !== genuine.length || !timingSafeEqual(given, genuine)) return undefined;
  const values = JSON.parse(Buffer.from(payload, 'base64url').toString()) as readonly JsonValue[];
  return Object.fromEntries(keys.map((key, i) => [key, values[i]])) as FlagRecord<Key, Set>;
}

function signatureOf(payload: string, keys: readonly string[], secret: string): Buffer {
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new RangeError(`The secret of precomputed flags needs at least ${MIN_SECRET_LENGTH} characters.`);
  }
  // The keys are signed as well, so that a value cannot become that of another flag after a change of the keys.
  const signed = JSON.stringify(['burgee precomputed flags', keys, payload]);
  return createHmac('sha256', secret).update(signed).digest().subarray(0, SIGNATURE_BYTES);
}

/** The value of a flag, even of one named `get`, is not a function. */
function isContextFlags(flags: object): flags is Pick<ContextFlags<undefined>, 'get' | 'isEnabled'> {
  return 'get' in flags && typeof flags.get === 'function';
}
