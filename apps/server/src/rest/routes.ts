import { USE_CASES } from '@burgee/api';
import { configRoutes } from './config-routes.ts';
import { flagdRoutes } from './flagd-routes.ts';
import { ofrepRoutes } from './ofrep-routes.ts';
import type { Route } from './route.ts';
import { rowsOf } from './rows.ts';
import { syncRoutes } from './sync-routes.ts';

/** The routes that evaluate flags, and let others do so. They need no database. */
export const EVALUATION_ROUTES: readonly Route[] = [...configRoutes, ...ofrepRoutes, ...syncRoutes];

/** All routes of a server. */
export const ROUTES: readonly Route[] = [...EVALUATION_ROUTES, ...flagdRoutes];

/** All that derives from use cases. Tests call each of both without its permission. */
export const ROWS = rowsOf(USE_CASES);
