import type { EvaluationServices } from '@burgee/api';
import { adminRoutes } from './admin-routes.ts';
import { configRoutes } from './config-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';
import { syncRoutes } from './sync-routes.ts';

/** The routes of evaluation, which need no database. */
export const EVALUATION_ROUTES: readonly Route<EvaluationServices>[] = [...configRoutes, ...syncRoutes];

/** The table of routes. Tests call each of them without its permission. */
export const ROUTES: readonly Route[] = [...EVALUATION_ROUTES, ...sessionRoutes, ...adminRoutes, ...overrideRoutes];
