import { Session } from '@burgee/contracts';
import { openProcedure, router } from '../trpc.ts';

export const sessionRouter = router({
  /** Who the caller is; `null` for somebody without a token. */
  me: openProcedure
    .output(Session.nullable())
    .query(({ ctx }) => ('session' in ctx.caller ? ctx.caller.session : null)),
});
