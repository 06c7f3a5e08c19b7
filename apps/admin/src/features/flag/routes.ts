import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';
import { FlagPageSearch } from './flag-page-search.ts';

export const flagRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/flags/$flagKey',
  validateSearch: FlagPageSearch,
  component: lazyRouteComponent(() => import('./flag-screen.tsx'), 'FlagScreen'),
  errorComponent: lazyRouteComponent(() => import('./flag-error-screen.tsx'), 'FlagErrorScreen'),
});
