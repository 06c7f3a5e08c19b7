import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../../app/root-route.tsx';

/** The target of the link that `burgee login` prints. */
const approveLoginRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/approve-login',
  validateSearch: z.object({ code: z.string().max(20).optional().catch(undefined) }),
  staticData: { worksWithoutEnvironment: true },
  component: lazyRouteComponent(() => import('./approve-login-screen.tsx'), 'ApproveLoginScreen'),
});

export const loginsRoutes = [approveLoginRoute] as const;
