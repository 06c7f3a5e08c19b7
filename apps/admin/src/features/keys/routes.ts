import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../../app/root-route.tsx';

const keysRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/keys',
  validateSearch: z.object({ kind: z.literal('admin').optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./keys-screen.tsx'), 'KeysScreen'),
});

export const keysRoutes = [keysRoute] as const;
