import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';
import { FlagPageSearch } from '../flag/flag-page-search.ts';
import { FlagsScreen } from './flags-screen.tsx';
import { FlagsSearch } from './flags-search.ts';

const flagsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/flags',
  validateSearch: FlagsSearch,
  // Not loaded lazily: nearly everyone sees this screen first.
  component: FlagsScreen,
});

const flagRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/flags/$flagKey',
  validateSearch: FlagPageSearch,
  component: lazyRouteComponent(() => import('../flag/flag-screen.tsx'), 'FlagScreen'),
  errorComponent: lazyRouteComponent(() => import('../flag/flag-error-screen.tsx'), 'FlagErrorScreen'),
});

export const flagRoutes = [flagsRoute, flagRoute] as const;
