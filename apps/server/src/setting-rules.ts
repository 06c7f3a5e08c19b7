import { isWeakSecret } from './weak-secret.ts';

/** Settings that were given, by name, before they are parsed. */
export type GivenSettings = ReadonlyMap<string, string>;

/** Settings that need others of the same feature. */
const NEEDS: readonly (readonly [name: string, needed: readonly string[]])[] = [
  ['OIDC_ISSUER', ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']],
  // Otherwise, a token that the same issuer made for anything else would be accepted.
  ['AUTH_JWKS_URL', ['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE']],
];

/** Settings that have no effect unless one of others is set. */
const PARTS: readonly (readonly [names: readonly string[], of: readonly string[]])[] = [
  [['DATABASE_SCHEMA'], ['DATABASE_URL']],
  [['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'OIDC_DEFAULT_ROLE'], ['OIDC_ISSUER']],
  [
    ['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE'],
    ['AUTH_JWKS_URL', 'AUTH_JWT_SECRET'],
  ],
];

const SECRETS = ['AUTH_SECRET', 'AUDIT_SECRET', 'AUTH_JWT_SECRET'];

/** Problems of settings that are each valid alone. */
export function findSettingProblems(given: GivenSettings): string[] {
  const isProduction = given.get('NODE_ENV') === 'production';
  return [
    ...(isProduction ? secretProblems(given) : modeProblems(given)),
    ...NEEDS.filter(([name]) => given.has(name)).flatMap(([name, needed]) =>
      needed.filter((other) => !given.has(other)).map((other) => `${other}: is required with ${name}`),
    ),
    ...PARTS.filter(([, of]) => !of.some((name) => given.has(name))).flatMap(([names, of]) =>
      names.filter((name) => given.has(name)).map((name) => `${name}: has no effect without ${of.join(' or ')}`),
    ),
  ];
}

function secretProblems(given: GivenSettings): string[] {
  const missing = given.has('AUTH_SECRET') ? [] : ['AUTH_SECRET: is required with NODE_ENV=production'];
  const weak = SECRETS.filter((name) => isWeakSecret(given.get(name)));
  return [...missing, ...weak.map((name) => `${name}: is easy to guess; make one with: openssl rand -base64 32`)];
}

/** A database of one's own is hardly for trying things out, and outside of production a start prints an admin token. */
function modeProblems(given: GivenSettings): string[] {
  if (!given.has('DATABASE_URL') || given.has('NODE_ENV')) return [];
  return ['NODE_ENV: is required with DATABASE_URL; set NODE_ENV=production, or development to print an admin token'];
}
