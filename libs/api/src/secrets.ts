import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a key is for: each has its own, so that what one signs is never valid for another. */
type Purpose = 'audit' | 'links' | 'sessions' | 'tokens';

/** A key for one purpose, from the one secret of the installation. Source: RFC 5869. */
export function deriveKey(secret: string, purpose: Purpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `burgee:${purpose}`, 32)));
}

/** A secret that is made on the first start and stays, so that sessions, tokens and the audit trail outlive a restart. */
export async function readOrCreateSecret(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'secret');
  const secret = randomBytes(32).toString('base64url');
  try {
    // Exclusive: of two servers that start at once one makes it, and both read the same.
    await writeFile(path, secret, { flag: 'wx', mode: 0o600 });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(path, 'utf8')).trim();
  }
}
