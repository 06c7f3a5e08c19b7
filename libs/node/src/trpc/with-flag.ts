import { describeNotAvailable } from '@burgee/contracts/wire';
import type { ContextResult, DeclaredOnly, FlagName, RegisteredFlags } from '@burgee/flags';
import { TRPCError } from '@trpc/server';
import type { FlagServer } from '../flag-server-types.ts';
import { hasValue, type RequiredValue } from '../require-flag.ts';
import { createFlagsProcedure, type FlagsProcedure } from './flags-procedure.ts';

export type WithFlag<Set = RegisteredFlags> = <
  Ctx extends object,
  Key extends FlagName<Set>,
  Result extends ContextResult<Set>,
>(
  burgee: FlagServer<Set>,
  flagKey: Key,
  /** Its parameter has the type of the application's context, or of the part that it reads. */
  contextOf: (ctx: Ctx) => DeclaredOnly<Result, Set>,
  required?: RequiredValue<Key, Set>,
) => FlagsProcedure<Ctx, Set>;

/**
 * Passes a call on if the flag is on for it, or has the value of `is`. Otherwise the call fails with NOT_FOUND, as if the
 * procedure did not exist. Adds `ctx.flags`, like `withFlags`.
 *
 *     const gated = t.procedure.concat(withFlag(burgee, 'new-checkout', (ctx: Context) => ({ userId: ctx.user?.id })));
 */
export const withFlag: WithFlag = (burgee, flagKey, contextOf, { is } = {}) =>
  createFlagsProcedure(burgee, contextOf, (flags) => {
    if (hasValue(flags, flagKey, is)) return;
    const { message, hint } = describeNotAvailable({ flagKey });
    throw new TRPCError({ code: 'NOT_FOUND', message: `${message}. ${hint}` });
  });
