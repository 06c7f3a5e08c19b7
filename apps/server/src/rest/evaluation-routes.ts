import type { EvaluationServices } from '@burgee/api';
import { configRoutes } from './config-routes.ts';
import type { Route } from './route.ts';
import { syncRoutes } from './sync-routes.ts';

/** The routes that evaluate flags, and let others do so. They need no database. */
export const EVALUATION_ROUTES: readonly Route<EvaluationServices>[] = [...configRoutes, ...syncRoutes];
