import { adminRoutes } from './admin-routes.ts';
import { configRoutes } from './config-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';

/** The table of routes: what is mounted, and what is tried by who may not. */
export const ROUTES: readonly Route[] = [...configRoutes, ...sessionRoutes, ...adminRoutes, ...overrideRoutes];
