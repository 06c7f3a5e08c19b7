import type { Express, RequestHandler } from 'express';
import type { Callers } from './callers.ts';
import type { Readiness } from './health.ts';
import type { Limits } from './limits/limits.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { Trust } from './trust-proxy.ts';

/** The differences between a server and an edge: callers, routes, and the meaning of readiness. */
export type Surface = {
  readonly callers: Callers;
  /** The callers of sessions, for streams that end with them. */
  readonly sessions: Pick<SignIn, 'callersOf'>;
  readonly readiness: () => Readiness;
  /** Mounts the routes by which people sign in: they run before callers are authenticated. */
  mountSignIn(app: Express, parts: SignInMounting): void;
  /** Mounts REST and tRPC. */
  mountApi(app: Express): void;
  /** Mounts everything that browsers open as a page. */
  mountPages(app: Express): void;
  /** The server that has all other routes, if this one is an edge. */
  readonly upstream: string | undefined;
};

type SignInMounting = {
  readonly limits: Limits;
  readonly trust: Trust;
  /** Reads bodies. */
  readonly read: readonly RequestHandler[];
};
