import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';

const environmentsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/environments',
  staticData: { worksWithoutEnvironment: true },
  component: lazyRouteComponent(() => import('./environments-screen.tsx'), 'EnvironmentsScreen'),
});

export const environmentRoutes = [environmentsRoute] as const;
