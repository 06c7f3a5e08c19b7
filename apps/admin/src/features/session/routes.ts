import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.tsx';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  /** `next` is the page to open after signing in, `error` the code of a failed OIDC sign-in. */
  validateSearch: z.object({
    next: z.string().max(2_000).optional().catch(undefined),
    error: z.string().max(100).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./sign-in-screen.tsx'), 'SignInScreen'),
});

const WithToken = z.object({ token: z.string().max(200).optional().catch(undefined) });
const joinScreen = lazyRouteComponent(() => import('./join-screen.tsx'), 'JoinScreen');

/** The target of an invitation link. */
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  validateSearch: WithToken,
  component: joinScreen,
});

/** The target of the link that the server prints while no account exists. */
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: WithToken,
  component: joinScreen,
});

/** The target of an admin's link for a person who forgot their password. */
const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new-password',
  validateSearch: WithToken,
  component: lazyRouteComponent(() => import('./new-password-screen.tsx'), 'NewPasswordScreen'),
});

export const sessionRoutes = [signInRoute, joinRoute, setupRoute, newPasswordRoute] as const;
