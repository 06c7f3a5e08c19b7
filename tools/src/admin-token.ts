import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';

/** A token for a tool that runs beside the server: the one it is given, or one for `actor`, made from the server's own secret. */
export async function adminToken(actor: string): Promise<string> {
  const { BURGEE_TOKEN, AUTH_JWT_SECRET, DATA_DIR = '.data' } = process.env;
  if (BURGEE_TOKEN) return BURGEE_TOKEN;
  const secret = AUTH_JWT_SECRET ?? (await readFile(join(DATA_DIR, 'jwt-secret'), 'utf8').catch(explain));
  return new SignJWT({ role: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(actor)
    .setIssuedAt()
    .setExpirationTime('15m')
    .sign(new TextEncoder().encode(secret.trim()));
}

function explain(): never {
  console.error('There is no token: set BURGEE_TOKEN, or run this in the folder where the server was started.');
  process.exit(1);
}
