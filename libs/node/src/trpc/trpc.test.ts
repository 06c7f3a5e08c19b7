import { initTRPC, TRPCError } from '@trpc/server';
import { describe, expect, it, vi } from 'vitest';
import type { FlagServer } from '../flag-server-types.ts';
import { contextOfUser, fail, startFlags } from '../test-adapters.ts';
import { withFlag, withFlags } from './index.ts';

type Context = { readonly userId?: string; readonly role: string };

const t = initTRPC.context<Context>().create();

function callerOf(burgee: FlagServer) {
  const contextOf = vi.fn(async ({ userId }: Context) => contextOfUser(userId));
  const flagged = t.procedure.concat(withFlags(burgee, contextOf));
  const router = t.router({
    all: flagged.query(({ ctx }) => [ctx.role, ctx.flags.isEnabled('new-checkout'), ctx.flags.get('color', 'red')]),
    checkout: t.procedure
      .concat(withFlag(burgee, 'new-checkout', contextOf))
      .input(String)
      .mutation(({ ctx, input }) => [ctx.role, ctx.flags.get('color', 'red'), input]),
    blue: t.procedure.concat(withFlag(burgee, 'color', contextOf, { is: 'blue' })).query(() => 'blue'),
    red: t.procedure.concat(withFlag(burgee, 'color', contextOf, { is: 'red' })).query(() => 'red'),
    broken: t.procedure
      .concat(withFlags(burgee, (_ctx: Context) => fail('no session store')))
      .query(({ ctx }) => [ctx.flags.isEnabled('gallery'), ctx.flags.get('color', 'red')]),
  });
  const of = (userId: string) => t.createCallerFactory(router)({ userId, role: 'customer' });
  return { contextOf, ann: of('ann'), ben: of('ben') };
}

describe('13.8 tRPC', () => {
  it('has the flags of the caller, beside the context of the application', async () => {
    await using burgee = await startFlags();
    const { ann, ben } = callerOf(burgee);

    expect(await ann.all()).toEqual(['customer', true, 'blue']);
    expect(await ben.all()).toEqual(['customer', false, 'blue']);
  });

  it('passes a call on if its flag is on, or has a value', async () => {
    await using burgee = await startFlags();
    const { ann, contextOf } = callerOf(burgee);

    expect(await ann.checkout('cart 7')).toEqual(['customer', 'blue', 'cart 7']);
    expect(contextOf).toHaveBeenCalledTimes(1);
    expect(await ann.blue()).toBe('blue');
    await expect(ann.red()).rejects.toThrow(TRPCError);
  });

  it('answers NOT_FOUND with a message that names the flag if it is off', async () => {
    await using burgee = await startFlags();
    const { ben } = callerOf(burgee);

    await expect(ben.checkout('cart 7')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Feature not available. It is behind the flag "new-checkout", which is off for you.',
    });
  });

  it('has fallbacks if the context cannot be determined, and reports the error', async () => {
    await using burgee = await startFlags();
    const { ann } = callerOf(burgee);

    expect(await ann.broken()).toEqual([false, 'red']);
    expect(burgee.problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no session store') }),
    ]);
  });
});
