import { deriveKey } from '@burgee/api';
import { SignJWT } from 'jose';
import { serverSecret } from './server-secret.ts';

/**
 * Returns a token for a tool on the server's machine: BURGEE_TOKEN, or one for `actor` signed with the server's own
 * secret.
 */
export async function adminToken(actor: string): Promise<string> {
  if (process.env.BURGEE_TOKEN) return process.env.BURGEE_TOKEN;
  return new SignJWT({ role: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('burgee')
    .setSubject(actor)
    .setIssuedAt()
    .setExpirationTime('15m')
    .sign(deriveKey(await serverSecret(), 'tokens'));
}
