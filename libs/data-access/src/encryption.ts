import { ownValue } from '@burgee/contracts';
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** One way to connect; `false` is unencrypted. */
export type Encryption = ConnectionOptions | false;

export type EncryptedLocation = {
  /** The URL without the parameters that are read here. */
  readonly url: string;
  /** The ways to connect, in order; `undefined` if the URL has no TLS parameter. */
  readonly attempts: readonly [Encryption, ...Encryption[]] | undefined;
};

/** The values of `sslmode`: those of libpq, and `no-verify` of `pg`. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
type SslMode = (typeof SSL_MODES)[number];

/** `pg` interprets these differently from libpq, so they are read here instead. */
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat'];

/**
 * Returns the ways to connect that `sslmode` means in libpq, and therefore in `psql`, in other drivers and in the documentation
 * of hosting providers. Source: https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 *
 * `no-verify` of `pg` is a `require` that ignores `sslrootcert`. The files are read each time, because certificates are
 * renewed.
 */
export function parseEncryption(location: string): EncryptedLocation {
  const url = new URL(location);
  const { searchParams } = url;
  const given = PARAMETERS.filter((name) => searchParams.has(name));
  const [modeGiven, root, cert, key] = PARAMETERS.map((name) => searchParams.get(name) ?? undefined);
  if (given.length === 0) return { url: location, attempts: undefined };
  for (const name of given) searchParams.delete(name);
  // Someone who configures a certificate without a mode expects it to be used.
  const mode = modeGiven ?? 'verify-full';
  const attempts = isSocket(url) ? ([false] as const) : listAttempts(mode, { root, cert, key });
  return { url: url.href, attempts };
}

/** PostgreSQL never encrypts Unix-domain sockets, and no one can read their traffic. */
function isSocket({ hostname, searchParams }: URL): boolean {
  return decodeURIComponent(hostname).startsWith('/') || (searchParams.get('host') ?? '').startsWith('/');
}

type Files = Readonly<Record<'root' | 'cert' | 'key', string | undefined>>;

/** As `sslrootcert`: the certificates that the system trusts, instead of a file. */
const SYSTEM = 'system';

function listAttempts(mode: string, { root, cert, key }: Files): NonNullable<EncryptedLocation['attempts']> {
  const own = { ...(cert && { cert: readFileSync(cert) }), ...(key && { key: readFileSync(key) }) };
  const full = { ...own, ...(root && root !== SYSTEM && { ca: readFileSync(root) }) };
  const unverified = { ...own, rejectUnauthorized: false };
  // With a root certificate, even modes that do not require it verify the chain, but not the name.
  const chain = root ? { ...full, checkServerIdentity: () => undefined } : unverified;
  const ways: Readonly<Record<SslMode, NonNullable<EncryptedLocation['attempts']>>> = {
    disable: [false],
    allow: [false, chain],
    prefer: [chain, false],
    require: [chain],
    'no-verify': [unverified],
    'verify-ca': [{ ...full, checkServerIdentity: () => undefined }],
    'verify-full': [full],
  };
  return ownValue(ways, mode) ?? [full];
}
