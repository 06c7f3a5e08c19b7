import { appRouter, type Services, usersFrom } from '@burgee/api';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import type { RequestHandler } from 'express';
import { createCallers } from './callers.ts';
import { mountDemo } from './demo/routes.ts';
import { type BuildInfo, serverReadiness } from './health.ts';
import { createDeviceCookies, type DeviceCookies } from './limits/device-cookie.ts';
import { limitSignIns } from './limits/limit-sign-ins.ts';
import { mountMcp } from './mcp/mount-mcp.ts';
import { notServedYetOn, servedOn } from './not-served-yet.ts';
import { mountDocs } from './openapi/mount-docs.ts';
import type { PublicPlace } from './public-place.ts';
import { IDEMPOTENCY_KEY_HEADER } from './request-headers.ts';
import { mountRows } from './rest/mount-rows.ts';
import { mountRoutes } from './rest/route.ts';
import { ROUTES, ROWS } from './rest/routes.ts';
import type { Dependencies } from './runtime.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { ServerTime } from './server-time.ts';
import { BASE_PATH } from './sign-in/better-auth.ts';
import type { Cookies } from './sign-in/cookies.ts';
import { signInRoutes } from './sign-in/routes.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { Surface } from './surface.ts';
import type { Tokens } from './tokens.ts';
import { refuseThroughTrpc, trpcOptions } from './trpc-options.ts';
import { proxyOf, shownAddressOf } from './trust-proxy.ts';
import { areKeysOfDatabaseCurrent } from './unleash/database-keys.ts';
import { mountUnleash } from './unleash/mount-unleash.ts';
import { webApp } from './web-app.ts';

type SurfaceParts = Pick<Dependencies, 'settings' | 'runtime' | 'log'> & {
  readonly services: Services;
  readonly time: Pick<ServerTime, 'status'>;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly secretKeys: Pick<SecretKeys, 'devices'>;
  readonly place: PublicPlace;
  readonly cookies: Cookies;
  readonly isHttps: boolean;
  readonly build: Pick<BuildInfo, 'version'>;
  /** Built web apps by the path they are mounted at. */
  readonly webApps: Readonly<Record<string, string>>;
  /** The folder of the documentation. */
  readonly docs: string;
};

/** Everything that a server with a database serves. */
export function createServerSurface(parts: SurfaceParts): Surface {
  const { services, settings, runtime, time, signIn, tokens, secretKeys, place, cookies, webApps } = parts;
  const devices = createDeviceCookies({ key: secretKeys.devices, cookies, now: runtime.now });
  return {
    callers: createCallers({ keys: services.keys, tokens, signIn }),
    sessions: signIn,
    readiness: () => serverReadiness(services, time),
    mountSignIn: (app, { limits, trust, read }) => {
      const limit = limitSignIns({ limits, trust, devices, newId: services.newId });
      app.use(BASE_PATH, ...read, limit, signInRoutes(signIn));
    },
    mountApi: (app) => {
      mountDocs(app, { base: place.base, version: parts.build.version });
      mountRoutes(app, ROUTES, services, settings.PUBLIC_URL);
      mountUnleash(app, {
        ...{ services, exports: services.unleash, usersOf: usersFrom(services) },
        areKeysCurrent: areKeysOfDatabaseCurrent(services),
      });
      mountRows(app, ROWS, services);
      if (settings.DEMO) mountDemo(app, services);
      mountMcp(app, { ...parts, version: parts.build.version });
      app.use('/trpc', refuseThroughTrpc, trpcHandler(parts, devices));
    },
    mountPages: (app) => {
      for (const [path, folder] of Object.entries(webApps)) {
        app.use(path, webApp({ folder, isHttps: parts.isHttps, newNonce: services.newSecret }));
      }
      const start = settings.DEMO && settings.NODE_ENV !== 'production' ? '/wishlist/' : '/admin/';
      app.get('/', (_request, response) => response.redirect(`${place.base}${start}`));
    },
    upstream: undefined,
  };
}

function trpcHandler(parts: SurfaceParts, devices: DeviceCookies): RequestHandler {
  const { services } = parts;
  return createExpressMiddleware({
    ...trpcOptions(parts),
    router: appRouter,
    createContext: ({ req, res }) => {
      if (req.refused) throw req.refused;
      const { caller, inexactNumbers, streamEnd } = req;
      const idempotencyKey = req.get(IDEMPOTENCY_KEY_HEADER);
      const [onNotServedYet, onServed] = [notServedYetOn(res), servedOn(res)];
      // Makes this browser a known device, so that failed sign-ins elsewhere do not lock it out.
      const onLinkProved = (email: string) =>
        void res.append('Set-Cookie', devices.cookieFor(req, services.newId(), email));
      return {
        ...{ services, caller, inexactNumbers, streamEnd, idempotencyKey, onNotServedYet, onServed, onLinkProved },
        address: shownAddressOf(req),
        proxy: proxyOf(req),
      };
    },
  });
}
