import type { RegisteredFlags } from '@burgee/flags';
import { initTRPC, type TRPCProcedureBuilder, type TRPCUnsetMarker } from '@trpc/server';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { flagsOf } from '../flags-of.ts';

/** A procedure that adds `ctx.flags` to the context `Ctx`, for `concat`. */
export type FlagsProcedure<Ctx, Set = RegisteredFlags> = TRPCProcedureBuilder<
  Ctx,
  object,
  { flags: ContextFlags<Set> },
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  false
>;

const { procedure } = initTRPC.create();

/** @param check called with the flags of each call. The call fails if it throws. */
export function createFlagsProcedure<Ctx>(
  burgee: FlagServer,
  contextOf: (ctx: Ctx) => unknown,
  check?: (flags: ContextFlags) => void,
): FlagsProcedure<Ctx> {
  const flagged = procedure.use(async ({ ctx, next }) => {
    const flags = await flagsOf(burgee, () => contextOf(ctx as Ctx));
    check?.(flags);
    return next({ ctx: { flags } });
  });
  // tRPC computes the types of contexts, and TypeScript cannot compute those of one that is a type parameter.
  return flagged as unknown as FlagsProcedure<Ctx>;
}
