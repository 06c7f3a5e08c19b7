import { USE_CASES } from '@burgee/api';
import { configRoutes } from './config-routes.ts';
import { ofrepRoutes } from './ofrep-routes.ts';
import type { Route } from './route.ts';
import { rowsOf } from './rows.ts';
import { syncRoutes } from './sync-routes.ts';

/** The routes that evaluate flags, and let others do so. They need no database. */
export const ROUTES: readonly Route[] = [...configRoutes, ...ofrepRoutes, ...syncRoutes];

/** All other routes. Tests call each of both without its permission. */
export const ROWS = rowsOf(USE_CASES);
