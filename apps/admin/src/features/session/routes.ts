import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.tsx';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  /** `next`: where to go afterwards; `error`: why the company's own sign-in let nobody in. */
  validateSearch: z.object({
    next: z.string().max(2_000).optional().catch(undefined),
    error: z.string().max(100).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./sign-in-screen.tsx'), 'SignInScreen'),
});

const WithToken = z.object({ token: z.string().max(200).optional().catch(undefined) });
const joinScreen = lazyRouteComponent(() => import('./join-screen.tsx'), 'JoinScreen');

/** By the link of an invitation. */
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  validateSearch: WithToken,
  component: joinScreen,
});

/** By the link that the server prints when nobody can sign in yet. */
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: WithToken,
  component: joinScreen,
});

/** By the link of an admin, for who forgot their password. */
const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new-password',
  validateSearch: WithToken,
  component: lazyRouteComponent(() => import('./new-password-screen.tsx'), 'NewPasswordScreen'),
});

export const sessionRoutes = [signInRoute, joinRoute, setupRoute, newPasswordRoute] as const;
