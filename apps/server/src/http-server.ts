import type { Services } from '@burgee/api';
import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { createCallers } from './callers.ts';
import type { Settings } from './env.ts';
import type { BuildInfo } from './health.ts';
import { answerPlainQuestion } from './hot-path.ts';
import { createDeviceCookies } from './limits/device-cookie.ts';
import { createLimits } from './limits/limits.ts';
import { withoutBase, type PublicPlace } from './public-place.ts';
import type { Given } from './runtime.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { ServerTime } from './server-time.ts';
import type { Cookies } from './sign-in/cookies.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { Tokens } from './tokens.ts';

type HttpParts = Given & {
  readonly services: Services;
  readonly time: Pick<ServerTime, 'status'>;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly secretKeys: SecretKeys;
  readonly place: PublicPlace;
  readonly cookies: Cookies;
  readonly build: BuildInfo;
  readonly webApps: Readonly<Record<string, string>>;
};

/** Listens, and answers. `close` finishes what was asked, and takes nothing more. */
export async function startHttpServer(parts: HttpParts): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { settings, runtime, log, services, signIn, tokens, secretKeys, place, cookies } = parts;
  const trust = settings.TRUST_PROXY;
  const limits = createLimits({ settings, log, clock: runtime.clock });
  const app = createApp({
    ...parts,
    callers: createCallers({ keys: services.keys, tokens, signIn }),
    limits,
    devices: createDeviceCookies({ key: secretKeys.devices, cookies, now: runtime.now }),
    trust,
    base: place.base,
    isHttps: settings.NODE_ENV === 'production' && place.origin.startsWith('https:'),
    clock: runtime.clock,
  });
  const server = createServer(timeoutsOf(settings), (request, response) => {
    request.url = withoutBase(request.url ?? '/', place.base);
    // When debugging, every request is to have its log line.
    if (log.isLevelEnabled('debug') || !answerPlainQuestion({ services, limits, trust }, request, response))
      app(request, response);
  });
  server.listen(settings.PORT, settings.HOST);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await closeServer(server, settings.SHUTDOWN_TIMEOUT_MS);
      limits.close();
    },
  };
}

/** What trickles in is cut off, wherever it stops. An answer may take as long as it likes: streams do. */
function timeoutsOf({ REQUEST_TIMEOUT_MS }: Settings): ServerOptions {
  return {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: Math.min(REQUEST_TIMEOUT_MS, 5_000),
  };
}

/** Ends a server in order: nothing new, what runs is finished, then what is left is cut off after `timeoutMs`. */
async function closeServer(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections become idle when their last answer is through, and would wait for their client to close them.
  const closeIdle = setInterval(() => server.closeIdleConnections(), 50);
  const cutOff = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(cutOff);
}
