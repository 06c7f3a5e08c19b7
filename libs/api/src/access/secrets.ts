import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Each purpose has its own key, so that a signature for one is never valid for another. */
type Purpose = 'audit' | 'cookies' | 'devices' | 'links' | 'override-sessions' | 'plans' | 'sessions' | 'tokens';

/** Derives the key for one purpose from the installation's secret. Source: RFC 5869. */
export function deriveKey(secret: string, purpose: Purpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `burgee:${purpose}`, 32)));
}

/**
 * Returns the secret that was created on the first start, so that sessions, tokens and the audit trail survive a
 * restart.
 */
export async function readOrCreateSecret(directory: string): Promise<string> {
  const path = join(directory, 'secret');
  return readSecret(path).catch(() => createSecret(directory, path));
}

async function readSecret(path: string): Promise<string> {
  const secret = (await readFile(path, 'utf8')).trim();
  // Anyone could guess an empty secret.
  if (secret === '') throw new Error(`${path} is empty`);
  return secret;
}

async function createSecret(directory: string, path: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `secret.${randomBytes(8).toString('hex')}`);
  const secret = randomBytes(32).toString('base64url');
  await writeFile(draft, secret, { flag: 'wx', mode: 0o600 });
  // The link appears with its content: if servers start at once, one creates it, and all use the same secret.
  const made = link(draft, path).then(() => secret);
  try {
    // If reading fails as well, the reason for the failed creation is the useful error.
    return await made.catch(() => readSecret(path)).catch(() => made);
  } finally {
    await rm(draft);
  }
}
