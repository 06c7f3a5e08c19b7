import type { ContextResult, DeclaredOnly, RegisteredFlags } from '@burgee/flags';
import type { FlagServer } from '../flag-server-types.ts';
import { createFlagsProcedure, type FlagsProcedure } from './flags-procedure.ts';

export type WithFlags<Set = RegisteredFlags> = <Ctx extends object, Result extends ContextResult<Set>>(
  burgee: FlagServer<Set>,
  /** Its parameter has the type of the application's context, or of the part that it reads. */
  contextOf: (ctx: Ctx) => DeclaredOnly<Result, Set>,
) => FlagsProcedure<Ctx, Set>;

/**
 * Adds `ctx.flags`. Each flag is evaluated at most once per call, when it is first read. The call waits at most 1 s for
 * `contextOf`. If that fails, fallbacks apply.
 *
 *     const flagged = t.procedure.concat(withFlags(burgee, (ctx: Context) => ({ userId: ctx.user?.id })));
 */
export const withFlags: WithFlags = (burgee, contextOf) => createFlagsProcedure(burgee, contextOf);
