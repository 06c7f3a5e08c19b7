import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { hash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The claims about the person who signs in. */
type Claims = { sub: string; email?: unknown; email_verified?: unknown; name?: unknown };

/** An OpenID Connect provider that signs in `user` without asking. */
export type TestProvider = AsyncDisposable & {
  readonly issuer: string;
  readonly settings: Readonly<Record<string, string>>;
  user: Claims;
  /** Makes the next tokens invalid. */
  forge: { nonce?: string; audience?: string; isSignedByOther?: boolean };
  isAway: boolean;
  /** Opens the URL like a browser, and returns where it redirects to. */
  visit(url: string): Promise<URL>;
};

const CLIENT = { id: 'burgee', secret: 'known-to-both' };

export async function startProvider(): Promise<TestProvider> {
  const ours = await generateKeyPair('RS256');
  const others = await generateKeyPair('RS256');
  const codes = new Map<string, URLSearchParams>();
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status = 200, headers = {}, body }) =>
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body ?? {})),
      () => response.writeHead(400).end('{}'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  type Answer = { status?: number; headers?: Record<string, string>; body?: unknown };
  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '', issuer);
    if (provider.isAway) return { status: 503 };
    if (url.pathname === '/.well-known/openid-configuration') return { body: discovery(issuer) };
    if (url.pathname === '/jwks') {
      return { body: { keys: [{ ...(await exportJWK(ours.publicKey)), alg: 'RS256', use: 'sig' }] } };
    }
    if (url.pathname === '/authorize') return { status: 302, headers: { Location: authorize(url.searchParams) } };
    if (url.pathname !== '/token') return { status: 404 };
    return { body: await exchange(request, new URLSearchParams(await text(request))) };
  }

  function authorize(asked: URLSearchParams): string {
    const code = randomUUID();
    codes.set(code, asked);
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString();
    return back.href;
  }

  async function exchange({ headers }: IncomingMessage, form: URLSearchParams): Promise<object> {
    const asked = codes.get(form.get('code') ?? '');
    const challenge = hash('sha256', form.get('code_verifier') ?? '', 'base64url');
    const basic = Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64');
    const isClient = headers.authorization === `Basic ${basic}` || form.get('client_secret') === CLIENT.secret;
    if (!asked || asked.get('code_challenge') !== challenge || !isClient) throw new Error('refused');
    const { nonce = asked.get('nonce'), audience = CLIENT.id, isSignedByOther } = provider.forge;
    const idToken = await new SignJWT({ ...provider.user, nonce })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(isSignedByOther ? others.privateKey : ours.privateKey);
    return { access_token: 'of-no-use', refresh_token: 'of-no-use', token_type: 'Bearer', id_token: idToken };
  }

  const provider: TestProvider = {
    issuer,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
    user: { sub: 'nobody' },
    forge: {},
    isAway: false,
    visit: async (url) => {
      const { headers } = await fetch(url, { redirect: 'manual' });
      return new URL(headers.get('location') ?? '');
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
}

function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
  };
}
