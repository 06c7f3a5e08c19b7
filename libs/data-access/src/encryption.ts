import { ownValue } from '@burgee/contracts';
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** One way to connect; `false` is in the clear. */
export type Encryption = ConnectionOptions | false;

export type EncryptedLocation = {
  /** The URL without what has been read here. */
  readonly url: string;
  /** The ways to connect, in their order; `undefined` if the URL says nothing about TLS. */
  readonly attempts: readonly [Encryption, ...Encryption[]] | undefined;
};

/** The values of `sslmode`: those of libpq, and `no-verify`, which is a name of `pg`. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
type SslMode = (typeof SSL_MODES)[number];

/** `pg` takes these for something else than libpq does, so they are read here instead. */
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat'];

/**
 * The ways to connect that `sslmode` means to libpq, and so to `psql`, other drivers and the documentation of hosting
 * providers. Source: https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 *
 * `no-verify` is a name of `pg`, for a `require` that does not look at `sslrootcert`. The files are read each time, because
 * certificates are renewed.
 */
export function encryptionOf(location: string): EncryptedLocation {
  const url = new URL(location);
  const { searchParams } = url;
  const given = PARAMETERS.filter((name) => searchParams.has(name));
  const [modeGiven, root, cert, key] = PARAMETERS.map((name) => searchParams.get(name) ?? undefined);
  if (given.length === 0) return { url: location, attempts: undefined };
  for (const name of given) searchParams.delete(name);
  // A certificate without a mode is meant to be used.
  const mode = modeGiven ?? 'verify-full';
  const attempts = isSocket(url) ? ([false] as const) : attemptsOf(mode, { root, cert, key });
  return { url: url.href, attempts };
}

/** Nobody else reads what passes through a Unix-domain socket, and PostgreSQL does not encrypt there. */
function isSocket({ hostname, searchParams }: URL): boolean {
  return decodeURIComponent(hostname).startsWith('/') || (searchParams.get('host') ?? '').startsWith('/');
}

type Files = Readonly<Record<'root' | 'cert' | 'key', string | undefined>>;

/** The certificates that the system trusts, instead of a file. */
const SYSTEM = 'system';

function attemptsOf(mode: string, { root, cert, key }: Files): NonNullable<EncryptedLocation['attempts']> {
  const own = { ...(cert && { cert: readFileSync(cert) }), ...(key && { key: readFileSync(key) }) };
  const full = { ...own, ...(root && root !== SYSTEM && { ca: readFileSync(root) }) };
  const unverified = { ...own, rejectUnauthorized: false };
  // With a root certificate even the modes that do not ask for it verify the chain, and none of them the name.
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
