import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a key is for: each has its own, so that what one signs is never valid for another. */
type Purpose = 'audit' | 'cookies' | 'devices' | 'links' | 'override-sessions' | 'sessions' | 'tokens';

/** A key for one purpose, from the one secret of the installation. Source: RFC 5869. */
export function deriveKey(secret: string, purpose: Purpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `burgee:${purpose}`, 32)));
}

/** A secret that is made on the first start and stays, so that sessions, tokens and the audit trail outlive a restart. */
export async function readOrCreateSecret(directory: string): Promise<string> {
  const path = join(directory, 'secret');
  return readSecret(path).catch(() => createSecret(directory, path));
}

async function readSecret(path: string): Promise<string> {
  const secret = (await readFile(path, 'utf8')).trim();
  // Anybody could guess that one.
  if (secret === '') throw new Error(`${path} is empty`);
  return secret;
}

async function createSecret(directory: string, path: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `secret.${randomBytes(8).toString('hex')}`);
  const secret = randomBytes(32).toString('base64url');
  await writeFile(draft, secret, { flag: 'wx', mode: 0o600 });
  // There with its content from the first moment: of servers that start at once one makes it, and all have the same.
  const made = link(draft, path).then(() => secret);
  try {
    // Where there is none to be read either, why none could be made is what helps.
    return await made.catch(() => readSecret(path)).catch(() => made);
  } finally {
    await rm(draft);
  }
}
