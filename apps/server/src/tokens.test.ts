import { deriveKey } from '@burgee/api';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTokens } from './tokens.ts';

const now = () => new Date();
const NOBODY = {
  AUTH_JWT_SECRET: undefined,
  AUTH_JWKS_URL: undefined,
  AUTH_JWT_ISSUER: undefined,
  AUTH_JWT_AUDIENCE: undefined,
};
const key = deriveKey('the secret of the server', 'tokens');
const own = createTokens({ key, trusted: NOBODY, now });
const ANN = { session: { actor: 'token:ann', name: 'ann', role: 'editor', roles: {}, reach: null } };
/** The same subject from another issuer. */
const OTHER_ANN = { session: { ...ANN.session, actor: 'jwt:https%3A%2F%2Flogin.example:ann' } };
const CLAIMS = { role: 'editor', sub: 'ann', aud: 'burgee', iss: 'https://login.example', exp: Date.now() / 1000 + 60 };

function sign(claims: Record<string, unknown>, secret: Parameters<SignJWT['sign']>[0], alg = 'HS256') {
  return new SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).sign(secret);
}

describe('W9.14 bearer tokens', () => {
  it('identify the session that they were issued for', async () => {
    expect(await own.callerOf(await own.issue('ann', 'editor', '1h'))).toEqual(ANN);
  });

  it('A15 are refused if unsigned, signed with another key, for another audience, expired, or with invalid claims', async () => {
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(CLAIMS))}.`.replaceAll('=', '');
    const foreign = createTokens({ key: deriveKey('another', 'tokens'), trusted: NOBODY, now });
    const refused = [
      unsigned,
      'nonsense',
      'a.b.c',
      await foreign.issue('ann', 'admin', '1h'),
      await sign({ ...CLAIMS, aud: 'somebody else' }, key),
      await sign({ ...CLAIMS, exp: undefined }, key),
      await sign({ ...CLAIMS, role: 'owner' }, key),
      await sign({ ...CLAIMS, role: undefined }, key),
      await sign({ ...CLAIMS, sub: undefined }, key),
      await sign({ ...CLAIMS, sub: '' }, key),
    ];
    for (const token of refused) expect(await own.callerOf(token), token).toEqual({ problem: 'invalid' });
    expect(await own.callerOf(await sign({ ...CLAIMS, exp: 1 }, key))).toEqual({ problem: 'expired' });
  });

  it("are accepted a few seconds early and late, in case the issuer's clock differs", async () => {
    const nowSec = 1_800_000_000;
    const at = createTokens({ key, trusted: NOBODY, now: () => new Date(nowSec * 1000) });
    const signedFor = (claims: object) => sign({ ...CLAIMS, exp: nowSec + 60, ...claims }, key);
    for (const claims of [{ nbf: nowSec + 4 }, { iat: nowSec + 4 }, { exp: nowSec - 4 }]) {
      expect(await at.callerOf(await signedFor(claims)), JSON.stringify(claims)).toEqual(ANN);
    }
    expect(await at.callerOf(await signedFor({ nbf: nowSec + 6 }))).toEqual({ problem: 'invalid' });
    expect(await at.callerOf(await signedFor({ exp: nowSec - 6 }))).toEqual({ problem: 'expired' });
  });

  it('10.7 never have the actor of a person or a key, regardless of their subject', async () => {
    const caller = await own.callerOf(await own.issue('key:Deploys', 'editor', '1h'));
    expect(caller).toMatchObject({ session: { actor: 'token:key:Deploys', name: 'key:Deploys' } });
  });

  it('signed with a shared secret are accepted if it is configured', async () => {
    const secret = 'a secret that is shared with others';
    const trusting = createTokens({ key, trusted: { ...NOBODY, AUTH_JWT_SECRET: secret }, now });
    const token = await sign(CLAIMS, new TextEncoder().encode(secret));
    expect(await trusting.callerOf(token)).toEqual(OTHER_ANN);
    expect(await own.callerOf(token)).toEqual({ problem: 'invalid' });
    const expired = await sign({ ...CLAIMS, exp: 1 }, new TextEncoder().encode(secret));
    expect(await trusting.callerOf(expired)).toEqual({ problem: 'expired' });
    const elsewhere = createTokens({
      key,
      trusted: { ...NOBODY, AUTH_JWT_SECRET: secret, AUTH_JWT_ISSUER: 'https://other.example' },
      now,
    });
    expect(await elsewhere.callerOf(token)).toEqual({ problem: 'invalid' });
  });
});

describe('W9.14 tokens of a key set', () => {
  it('are accepted from its issuer and for its audience, and A15 refused with a key of another type', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] }))).listen(0);
    await once(server, 'listening');
    const trusted = {
      ...NOBODY,
      AUTH_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
      AUTH_JWT_ISSUER: CLAIMS.iss,
      AUTH_JWT_AUDIENCE: CLAIMS.aud,
    };
    const tokens = createTokens({ key, trusted, now });
    try {
      expect(await tokens.callerOf(await sign(CLAIMS, pair.privateKey, 'ES256'))).toEqual(OTHER_ANN);
      const stranger = await generateKeyPair('ES256');
      // The public key used as a shared secret.
      const confused = await sign(CLAIMS, new TextEncoder().encode(JSON.stringify(jwk)));
      const refused = [
        confused,
        await sign(CLAIMS, stranger.privateKey, 'ES256'),
        await sign({ ...CLAIMS, iss: 'https://evil.example' }, pair.privateKey, 'ES256'),
        await sign({ ...CLAIMS, aud: 'somebody else' }, pair.privateKey, 'ES256'),
      ];
      for (const token of refused) expect(await tokens.callerOf(token)).toEqual({ problem: 'invalid' });
    } finally {
      server.close();
    }
  });
});
