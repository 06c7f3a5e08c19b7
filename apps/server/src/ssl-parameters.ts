import { SSL_MODES } from '@burgee/data-access';
import { readFileSync } from 'node:fs';

/** Modes that may fall back to an unencrypted connection. */
const OPTIONAL = ['disable', 'allow', 'prefer'];
const FILES = ['sslcert', 'sslkey', 'sslrootcert'];

/** Selects the certificates that the system trusts, instead of a file. */
const SYSTEM = 'system';

/** Finds problems in the TLS parameters of `DATABASE_URL`. libpq refuses the same ones. */
export function findSslProblems(parameters: URLSearchParams): string[] {
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.some((known) => known === mode))
    return [`sslmode is "${mode}"; use one of ${SSL_MODES.join(', ')}`];
  const root = parameters.get('sslrootcert');
  const needs: readonly (readonly [isMissing: boolean, problem: string])[] = [
    [mode === 'verify-ca' && root === null, 'sslmode=verify-ca needs sslrootcert, the file with the CA certificate'],
    [
      root === SYSTEM && mode !== null && mode !== 'verify-full',
      'sslrootcert=system needs sslmode=verify-full: anyone can get a certificate that the system trusts',
    ],
    [parameters.has('sslcert') !== parameters.has('sslkey'), 'sslcert and sslkey must be set together'],
    [
      parameters.get('sslnegotiation') === 'direct' && mode !== null && OPTIONAL.includes(mode),
      `sslnegotiation=direct needs an sslmode that always encrypts, not ${mode}`,
    ],
  ];
  return [
    ...needs.flatMap(([isMissing, problem]) => (isMissing ? [problem] : [])),
    ...FILES.flatMap((name) => unreadable(name, parameters.get(name))),
  ];
}

function unreadable(name: string, path: string | null): string[] {
  if (path === null || (name === 'sslrootcert' && path === SYSTEM)) return [];
  try {
    readFileSync(path);
    return [];
  } catch (error) {
    return [`${name} cannot be read: ${(error as Error).message}`];
  }
}
