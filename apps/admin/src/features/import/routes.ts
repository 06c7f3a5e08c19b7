import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/root-route.tsx';

const unleashRoute = createRoute({
  getParentRoute: () => signedInRoute,
  // Not below /flags, because a flag's key may be "import".
  path: '/import/unleash',
  // Admins may create the environments of an export.
  staticData: { worksWithoutEnvironment: true },
  component: lazyRouteComponent(() => import('./import-screen.tsx'), 'ImportScreen'),
});

export const importRoutes = [unleashRoute] as const;
