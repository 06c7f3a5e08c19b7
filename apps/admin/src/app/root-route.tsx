import { createRootRoute, createRoute, Outlet, retainSearchParams } from '@tanstack/react-router';
import { z } from 'zod';
import { NotFoundScreen } from './not-found-screen.tsx';
import { RequireSession } from './require-session.tsx';
import { SessionEnd } from './session-end.tsx';
import { ShellErrorScreen } from './shell-error-screen.tsx';

/** `env` is the chosen environment. It stays in every URL, so that a shared link shows the same environment. */
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

/** The parent of every screen that requires a signed-in person; renders them inside the shell. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: RequireSession,
  errorComponent: ShellErrorScreen,
});
