import { adminRoutes } from './admin-routes.ts';
import { EVALUATION_ROUTES } from './evaluation-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';

/** The table of routes. Tests call each of them without its permission. */
export const ROUTES: readonly Route[] = [...EVALUATION_ROUTES, ...sessionRoutes, ...adminRoutes, ...overrideRoutes];
