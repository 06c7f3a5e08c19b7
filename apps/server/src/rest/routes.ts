import { USE_CASES } from '@burgee/api';
import { configRoutes } from './config-routes.ts';
import type { Route } from './route.ts';
import { rowsOf } from './rows.ts';
import { syncRoutes } from './sync-routes.ts';

/** Tests call each of both without its permission. */
export const ROUTES: readonly Route[] = [...configRoutes, ...syncRoutes];
export const ROWS = rowsOf(USE_CASES);
