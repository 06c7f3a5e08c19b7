import { createRootRoute, createRoute, Outlet, retainSearchParams } from '@tanstack/react-router';
import { z } from 'zod';
import { SessionEnd } from './session-end.tsx';
import { ShellErrorScreen } from './shell-error-screen.tsx';
import { NotFoundScreen } from './not-found-screen.tsx';
import { RequireSession } from './require-session.tsx';

/** `env` is the chosen environment. It stays in every address, so that a link shows others the same. */
const RootSearch = z.object({ env: z.string().max(20).optional().catch(undefined) });

export const rootRoute = createRootRoute({
  validateSearch: RootSearch,
  search: { middlewares: [retainSearchParams(['env'])] },
  component: () => (
    <>
      <Outlet />
      <SessionEnd />
    </>
  ),
  notFoundComponent: NotFoundScreen,
});

/** Every screen that needs somebody who has signed in is below it, inside of the shell. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: RequireSession,
  errorComponent: ShellErrorScreen,
});
