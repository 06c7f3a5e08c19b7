import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';
import { UsersSearch } from './users-search.ts';

const usersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/users',
  validateSearch: UsersSearch,
  component: lazyRouteComponent(() => import('./users-screen.tsx'), 'UsersScreen'),
});

export const usersRoutes = [usersRoute] as const;
