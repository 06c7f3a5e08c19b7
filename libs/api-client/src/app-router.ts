import type { AppRouter as ServerRouter } from '@burgee/api';
import type {
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
// Lets the declaration name the type of tracked events (TS2883).
import type {} from '@trpc/server/unstable-core-do-not-import';

type RecordOf<R extends ServerRouter> = R['_def']['record'];

/**
 * The procedures of the server without its context, whose types need those of the database.
 *
 * Each procedure is rebuilt from its input and output: the declaration of one that is passed through may name internal types
 * of tRPC, which silently become `any` where they are not exported.
 */
function withoutContext<R extends ServerRouter>(): TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: R['_def']['_config']['$types']['errorShape']; transformer: false },
  // Mapped here, because the declaration would refer to a named type instead of writing out its result.
  {
    [Group in keyof RecordOf<R>]: {
      [Name in keyof RecordOf<R>[Group]]: RecordOf<R>[Group][Name] extends TRPCQueryProcedure<infer Def>
        ? TRPCQueryProcedure<{ input: Def['input']; output: Def['output']; meta: object }>
        : RecordOf<R>[Group][Name] extends TRPCMutationProcedure<infer Def>
          ? TRPCMutationProcedure<{ input: Def['input']; output: Def['output']; meta: object }>
          : RecordOf<R>[Group][Name] extends TRPCSubscriptionProcedure<infer Def>
            ? TRPCSubscriptionProcedure<{ input: Def['input']; output: Def['output']; meta: object }>
            : never;
    };
  }
> {
  return undefined as never;
}

// A value that nothing reads: the declaration of a value is written out, that of a type repeats its source.
const appRouter = withoutContext<ServerRouter>();

/** The router of the server, in a declaration that needs neither the server nor its database. */
export type AppRouter = typeof appRouter;
