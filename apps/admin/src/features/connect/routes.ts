import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../../app/root-route.tsx';

const connectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/connect',
  validateSearch: z.object({
    sdk: z.string().optional().catch(undefined),
    flag: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./connect-screen.tsx'), 'ConnectScreen'),
});

export const connectRoutes = [connectRoute] as const;
