import { createRoute } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';
import { FlagsScreen } from './flags-screen.tsx';
import { FlagsSearch } from './flags-search.ts';

export const flagsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/flags',
  validateSearch: FlagsSearch,
  // Not loaded lazily: nearly everyone sees this screen first.
  component: FlagsScreen,
});
