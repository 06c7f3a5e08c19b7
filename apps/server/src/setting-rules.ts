import { isWeakSecret } from './weak-secret.ts';

/** Explicitly set settings by name, before they are parsed. */
export type GivenSettings = ReadonlyMap<string, string>;

/** Settings that require others of the same feature. */
const NEEDS: readonly (readonly [name: string, needed: readonly string[]])[] = [
  ['OIDC_ISSUER', ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']],
  ['WORKLOAD_ISSUER', ['WORKLOAD_AUDIENCE', 'WORKLOAD_ROLES']],
  ['FLAGD_TLS_CERT', ['FLAGD_TLS_KEY']],
  ['FLAGD_TLS_KEY', ['FLAGD_TLS_CERT']],
  // Otherwise, tokens that the same issuer made for other applications would be accepted.
  ['AUTH_JWKS_URL', ['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE']],
];

/** Settings that have no effect unless at least one of the others is set. */
const PARTS: readonly (readonly [names: readonly string[], of: readonly string[]])[] = [
  [['DATABASE_SCHEMA'], ['DATABASE_URL']],
  [['FLAGD_TLS_CERT', 'FLAGD_TLS_KEY'], ['FLAGD_SYNC_PORT']],
  [['WORKLOAD_AUDIENCE', 'WORKLOAD_ROLES'], ['WORKLOAD_ISSUER']],
  [['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'OIDC_DEFAULT_ROLE'], ['OIDC_ISSUER']],
  [
    ['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE'],
    ['AUTH_JWKS_URL', 'AUTH_JWT_SECRET'],
  ],
];

const SECRETS = ['AUTH_SECRET', 'AUDIT_SECRET', 'AUTH_JWT_SECRET'];

const EDGE = 'BURGEE_MODE=edge';
const UPSTREAM = ['UPSTREAM_URL', 'UPSTREAM_KEY'];

/** Settings without effect on an edge, which has no database and nobody who signs in. */
const NOT_ON_EDGE = [
  ...['DATABASE_URL', 'DATABASE_SCHEMA', 'DATABASE_CONNECT_TIMEOUT_MS', 'DATABASE_REQUEST_TIMEOUT_MS'],
  ...['DATABASE_LOAD_TIMEOUT_MS', 'VERSION_POLL_MS', 'JANITOR_INTERVAL_MS', 'BURGEE_MCP', 'DEMO', 'LIMIT_SIGN_INS'],
  ...['AUTH_SECRET', 'AUTH_JWT_SECRET', 'AUTH_JWKS_URL', 'AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE'],
  ...['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'OIDC_DEFAULT_ROLE'],
  ...['WORKLOAD_ISSUER', 'WORKLOAD_AUDIENCE', 'WORKLOAD_ROLES'],
  // User overrides are at the server only.
  ...['FLAGD_SYNC_PORT', 'FLAGD_TLS_CERT', 'FLAGD_TLS_KEY'],
  ...['AUDIT_SECRET', 'AUDIT_RETENTION_DAYS', 'AUDIT_CHECKPOINT_INTERVAL_MS'],
];

/** Finds problems in combinations of settings that are each valid alone. */
export function findSettingProblems(given: GivenSettings): string[] {
  return given.get('BURGEE_MODE') === 'edge' ? edgeProblems(given) : serverProblems(given);
}

function edgeProblems(given: GivenSettings): string[] {
  return [
    ...UPSTREAM.filter((name) => !given.has(name)).map((name) => `${name}: is required with ${EDGE}`),
    ...NOT_ON_EDGE.filter((name) => given.has(name)).map((name) => `${name}: has no effect with ${EDGE}`),
    ...(given.has('BURGEE_ENVIRONMENT')
      ? [`BURGEE_ENVIRONMENT: has no effect with ${EDGE}: the environment is that of UPSTREAM_KEY`]
      : []),
  ];
}

function serverProblems(given: GivenSettings): string[] {
  const isProduction = given.get('NODE_ENV') === 'production';
  return [
    ...UPSTREAM.filter((name) => given.has(name)).map((name) => `${name}: has no effect without ${EDGE}`),
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
  return [...missing, ...weak.map((name) => `${name}: is easy to guess; generate one with: openssl rand -base64 32`)];
}

/** An external database suggests production, and a start in another mode prints an admin token. */
function modeProblems(given: GivenSettings): string[] {
  if (!given.has('DATABASE_URL') || given.has('NODE_ENV')) return [];
  return ['NODE_ENV: is required with DATABASE_URL; set NODE_ENV=production, or development to print an admin token'];
}
