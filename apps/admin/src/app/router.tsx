import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { auditRoutes } from '../features/audit/routes.ts';
import { connectRoutes } from '../features/connect/routes.ts';
import { environmentRoutes } from '../features/environments/routes.ts';
import { flagRoute } from '../features/flag/routes.ts';
import { flagsRoute } from '../features/flags/routes.ts';
import { importRoutes } from '../features/import/routes.ts';
import { keysRoutes } from '../features/keys/routes.ts';
import { loginsRoutes } from '../features/logins/routes.ts';
import { peopleRoutes } from '../features/people/routes.ts';
import { segmentsRoutes } from '../features/segments/routes.ts';
import { sessionRoutes } from '../features/session/routes.ts';
import { usersRoutes } from '../features/users/routes.ts';
import { NotFoundScreen } from './not-found-screen.tsx';
import { PendingPage } from './pending-page.tsx';
import { rootRoute, signedInRoute } from './root-route.tsx';
import { RouteErrorScreen } from './route-error-screen.tsx';
import { parseSearch, stringifySearch } from './search-params.ts';
import { appBase } from './server-url.ts';

const startRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => redirect({ to: '/flags', throw: true }),
});

/** Unknown URLs render inside the shell, so that the menu is available. */
const unknownRoute = createRoute({ getParentRoute: () => signedInRoute, path: '$', component: NotFoundScreen });

const routeTree = rootRoute.addChildren([
  ...sessionRoutes,
  signedInRoute.addChildren([
    startRoute,
    unknownRoute,
    flagsRoute,
    flagRoute,
    ...importRoutes,
    ...segmentsRoutes,
    ...usersRoutes,
    ...auditRoutes,
    ...environmentRoutes,
    ...keysRoutes,
    ...connectRoutes,
    ...peopleRoutes,
    ...loginsRoutes,
  ]),
]);

export function createAppRouter() {
  return createRouter({
    routeTree,
    basepath: appBase(),
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    // Loads a screen when its link is hovered or focused.
    defaultPreload: 'intent',
    // React Query caches the answers; the router does not cache them again.
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: RouteErrorScreen,
    defaultNotFoundComponent: NotFoundScreen,
  });
}

export type AppRouting = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouting;
  }
  interface StaticDataRouteOption {
    /** Whether the screen can be used while no environment exists. */
    worksWithoutEnvironment?: boolean;
  }
}
