import { context, defineFlags, flag } from '@burgee/flags';
import { type inferRouterInputs, type inferRouterOutputs, initTRPC } from '@trpc/server';
import { describe, expectTypeOf, it } from 'vitest';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { type WithFlag, withFlag, type WithFlags, withFlags } from './index.ts';

const declared = defineFlags(
  {
    'new-checkout': flag.boolean(false),
    color: flag.oneOf(['red', 'blue'], 'red'),
    limits: flag.json<{ perDay: number }>({ perDay: 5 }),
  },
  { context: { plan: context.oneOf(['free', 'pro']) } },
);
type Flags = typeof declared;

type Context = { readonly user: { readonly userId: string } | null; readonly database: { count(): number } };

declare const burgee: FlagServer;
declare const burgeeOfFlags: FlagServer<Flags>;
declare const withDeclaredFlag: WithFlag<Flags>;
declare const withDeclaredFlags: WithFlags<Flags>;

const t = initTRPC.context<Context>().meta<{ readonly description: string }>().create();
const text = (value: unknown) => String(value);

describe('13.8 a procedure after concat', () => {
  const gated = t.procedure.concat(withFlag(burgee, 'a', ({ user }: Context) => user ?? {}));

  it('has the context of the application, and flags', () => {
    gated.query(({ ctx }) => {
      expectTypeOf(ctx.user).toEqualTypeOf<Context['user']>();
      expectTypeOf(ctx.database).toEqualTypeOf<Context['database']>();
      expectTypeOf(ctx.flags).toEqualTypeOf<ContextFlags>();
      // @ts-expect-error not in the context
      void ctx.session;
    });
  });

  it('keeps what middlewares before it added, and its inputs', () => {
    const signedIn = t.procedure
      .input(text)
      .use(({ ctx, next }) => next({ ctx: { user: ctx.user ?? { userId: '' } } }));
    signedIn
      .concat(withFlags(burgee, (ctx: { readonly user: { readonly userId: string } }) => ctx.user))
      .query(({ ctx, input }) => {
        expectTypeOf(ctx.user).toEqualTypeOf<{ readonly userId: string }>();
        expectTypeOf(ctx.flags).toEqualTypeOf<ContextFlags>();
        expectTypeOf(input).toEqualTypeOf<string>();
      });
  });

  it('keeps the types of inputs and outputs', () => {
    const router = t.router({
      total: gated.input(text).query(({ ctx, input }) => ({ total: ctx.database.count(), input })),
    });
    expectTypeOf<inferRouterInputs<typeof router>['total']>().toEqualTypeOf<string>();
    expectTypeOf<inferRouterOutputs<typeof router>['total']>().toEqualTypeOf<{ total: number; input: string }>();
    expectTypeOf(t.createCallerFactory(router)({} as Context).total).returns.resolves.toEqualTypeOf<{
      total: number;
      input: string;
    }>();
  });

  it('is only for contexts that have what it reads', () => {
    // @ts-expect-error the application's context has no session
    t.procedure.concat(withFlags(burgee, (ctx: { readonly session: string }) => ({ sessionId: ctx.session })));
    // @ts-expect-error an attribute is not a function
    withFlags(burgee, (_ctx: Context) => ({ userId: () => 'ann' }));
    // @ts-expect-error lists cannot be compared
    withFlag(burgee, 'a', (_ctx: Context) => ({}), { is: ['blue'] });
  });
});

describe('13.8 a declared flag', () => {
  const contextOf = (_ctx: Context) => ({ plan: 'pro' as const });

  it('is required by its key, with one of its values', () => {
    withDeclaredFlag(burgeeOfFlags, 'new-checkout', contextOf);
    withDeclaredFlag(burgeeOfFlags, 'color', contextOf, { is: 'blue' });
    // @ts-expect-error an unknown key
    withDeclaredFlag(burgeeOfFlags, 'checkout', contextOf);
    // @ts-expect-error not one of the values
    withDeclaredFlag(burgeeOfFlags, 'color', contextOf, { is: 'green' });
    // @ts-expect-error objects cannot be compared
    withDeclaredFlag(burgeeOfFlags, 'limits', contextOf, { is: { perDay: 5 } });
  });

  it('is read as its type', () => {
    t.procedure.concat(withDeclaredFlags(burgeeOfFlags, contextOf)).query(({ ctx }) => {
      expectTypeOf(ctx.flags.get('color')).toEqualTypeOf<'red' | 'blue'>();
      // @ts-expect-error an unknown key
      void (() => ctx.flags.get('colour'));
    });
  });

  it('has contexts with the declared attributes', () => {
    withDeclaredFlags(burgeeOfFlags, async ({ user }: Context) => ({ ...user, plan: user ? 'pro' : 'free' }));
    // @ts-expect-error an unknown plan
    withDeclaredFlags(burgeeOfFlags, (_ctx: Context) => ({ plan: 'gold' }));
    // @ts-expect-error an unknown attribute
    withDeclaredFlags(burgeeOfFlags, (_ctx: Context) => ({ age: 7 }));
    // @ts-expect-error an unknown attribute
    withDeclaredFlag(burgeeOfFlags, 'new-checkout', async (_ctx: Context) => ({ userId: 'ann', age: 7 }));
  });
});
