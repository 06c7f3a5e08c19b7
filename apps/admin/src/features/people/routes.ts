import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';

const peopleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people',
  staticData: { worksWithoutEnvironment: true },
  component: lazyRouteComponent(() => import('./people-screen.tsx'), 'PeopleScreen'),
});

export const peopleRoutes = [peopleRoute] as const;
