import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAuth } from './auth.ts';

const secret = 'a secret that is long enough for HS256';
const auth = createAuth(secret, () => new Date());
const key = new TextEncoder().encode(secret);
const token = (claims: Record<string, unknown>) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });

describe('W9.14 bearer tokens', () => {
  it('give the session that they were issued for', async () => {
    const issued = await auth.issue('ann', 'editor', '1h');
    expect(await auth.callerOf(`Bearer ${issued}`)).toEqual({ session: { actor: 'ann', role: 'editor' } });
  });

  it('are missing, or not a bearer token', async () => {
    expect(await auth.callerOf(undefined)).toEqual({ problem: 'missing' });
    expect(await auth.callerOf('Basic YTpi')).toEqual({ problem: 'invalid' });
    expect(await auth.callerOf('Bearer ')).toEqual({ problem: 'invalid' });
  });

  it('A15 are refused unsigned, with another key, expired, or with claims that are not ours', async () => {
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"ann","role":"admin"}')}.`.replaceAll('=', '');
    expect(await auth.callerOf(`Bearer ${unsigned}`)).toEqual({ problem: 'invalid' });
    const foreign = await createAuth('another secret that is long enough, too', () => new Date()).issue(
      'ann',
      'admin',
      '1h',
    );
    expect(await auth.callerOf(`Bearer ${foreign}`)).toEqual({ problem: 'invalid' });
    const expired = await token({ role: 'admin' }).setSubject('ann').setExpirationTime(1).sign(key);
    expect(await auth.callerOf(`Bearer ${expired}`)).toEqual({ problem: 'expired' });
    for (const claims of [
      { role: 'owner', sub: 'ann' },
      { role: 'admin' },
      { sub: 'ann' },
      { role: 'admin', sub: '' },
    ]) {
      expect(await auth.callerOf(`Bearer ${await token(claims).sign(key)}`)).toEqual({ problem: 'invalid' });
    }
  });
});
