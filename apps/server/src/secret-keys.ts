import { deriveKey, readOrCreateSecret } from '@burgee/api';
import type { Settings } from './env.ts';

export type SecretKeys = Awaited<ReturnType<typeof readSecretKeys>>;

/** Derives a key for each purpose, from the configured secret or the one in the data folder. */
export async function readSecretKeys({
  AUTH_SECRET,
  AUDIT_SECRET,
  DATA_DIR,
}: Pick<Settings, 'AUTH_SECRET' | 'AUDIT_SECRET' | 'DATA_DIR'>) {
  const secret = AUTH_SECRET ?? (await readOrCreateSecret(DATA_DIR));
  return {
    audit: deriveKey(AUDIT_SECRET ?? secret, 'audit'),
    cookies: deriveKey(secret, 'cookies'),
    devices: deriveKey(secret, 'devices'),
    links: deriveKey(secret, 'links'),
    overrideSessions: deriveKey(secret, 'override-sessions'),
    plans: deriveKey(secret, 'plans'),
    sessions: deriveKey(secret, 'sessions'),
    tokens: deriveKey(secret, 'tokens'),
  };
}
