import { openRedis } from '@burgee/api';
import type { DatabaseFacts, Diagnostics, DiskFacts, RedisFacts } from '@burgee/contracts';
import { type Database, isNear } from '@burgee/data-access';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Settings } from './env.ts';
import { publicPlaceOf } from './public-place.ts';
import { isWeakSecret } from './weak-secret.ts';

type Examined = {
  readonly settings: Settings;
  readonly database: Pick<Database, 'diagnose'>;
  readonly clock: () => number;
};

/** Examines the surroundings of this server. Parts that do not answer are facts, not failures. */
export async function diagnose({ settings, database, clock }: Examined): Promise<Omit<Diagnostics, 'proxy'>> {
  const { REDIS_URL, DATA_DIR } = settings;
  const [found, redis, disk] = await Promise.all([
    // `/readyz` reports an unreachable database.
    database.diagnose().catch((): DatabaseFacts | undefined => undefined),
    REDIS_URL === undefined ? null : examineRedis(REDIS_URL, clock),
    examineDisk(DATA_DIR),
  ]);
  return { settings: settingFacts(settings), database: found ?? null, redis, disk };
}

const SECRETS = ['AUTH_SECRET', 'AUDIT_SECRET', 'AUTH_JWT_SECRET'] as const;
const LIMITS = ['LIMIT_EVALUATIONS', 'LIMIT_WRITES', 'LIMIT_SIGN_INS', 'LIMIT_STREAMS'] as const;

function settingFacts(settings: Settings): Diagnostics['settings'] {
  const { origin, base } = publicPlaceOf(settings);
  return {
    mode: settings.NODE_ENV,
    environment: settings.BURGEE_ENVIRONMENT,
    host: settings.HOST,
    port: settings.PORT,
    // Rebuilt from its parts: a URL may have a user and a password.
    publicUrl: settings.PUBLIC_URL === undefined ? null : origin + base,
    hasOwnSecret: settings.AUTH_SECRET !== undefined,
    weakSecrets: SECRETS.filter((name) => isWeakSecret(settings[name])),
    hasDemo: settings.DEMO,
    unlimited: LIMITS.filter((name) => settings[name] === 0),
  };
}

/** Longer than a healthy Redis needs to accept a connection. */
const REDIS_TIMEOUT_MS = 1_500;

/** Uses a connection of its own, so that it finds the present state and its reason. */
async function examineRedis(url: string, clock: () => number): Promise<RedisFacts> {
  const connection = openRedis({ url, clock, retryAfterMs: 0, onProblem: () => undefined });
  const facts = { isEncrypted: new URL(url).protocol === 'rediss:', isNear: isNear(url) };
  try {
    await once(connection.redis, 'ready', { signal: AbortSignal.timeout(REDIS_TIMEOUT_MS) });
    await connection.redis.ping();
    return { ...facts, problem: null };
  } catch (error) {
    return { ...facts, problem: problemOf(error as Error & { code?: unknown }) };
  } finally {
    connection.close();
  }
}

/** Only the text: the error also has the arguments of commands, and those of AUTH are the password. */
function problemOf({ name, message, code }: Error & { code?: unknown }): string {
  if (name === 'AbortError') return `no answer within ${REDIS_TIMEOUT_MS} ms`;
  return message || String(code);
}

async function examineDisk(path: string): Promise<DiskFacts> {
  const folder = resolve(path);
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  const freeBytes = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  return { folder, isWritable, freeBytes };
}
