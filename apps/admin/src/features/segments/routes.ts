import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../../app/root-route.tsx';

const segmentsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/segments',
  validateSearch: z.object({
    q: z.string().max(100).optional().catch(undefined),
    page: z.coerce.number().int().positive().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./segments-screen.tsx'), 'SegmentsScreen'),
});

const newSegmentRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/segments/new',
  component: lazyRouteComponent(() => import('./new-segment-screen.tsx'), 'NewSegmentScreen'),
});

const segmentRoute = createRoute({
  getParentRoute: () => signedInRoute,
  // Below "edit", because a segment's key may be "new".
  path: '/segments/edit/$segmentKey',
  component: lazyRouteComponent(() => import('./segment-screen.tsx'), 'SegmentScreen'),
});

export const segmentsRoutes = [segmentsRoute, newSegmentRoute, segmentRoute] as const;
