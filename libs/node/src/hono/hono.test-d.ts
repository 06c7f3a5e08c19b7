import { defineFlags, flag } from '@burgee/flags';
import { type Context, Hono } from 'hono';
import { hc } from 'hono/client';
import { describe, expectTypeOf, it } from 'vitest';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { featureFlags, requireFlag, type RequireFlagOptions } from './index.ts';

const declared = defineFlags({ color: flag.oneOf(['red', 'blue'], 'red'), limits: flag.json({ perDay: 5 }) });
type Flags = typeof declared;
type AppEnv = { Variables: { user: { readonly id: string } } };

declare const burgee: FlagServer;

describe('13.8 a context of Hono', () => {
  it('has typed flags', () => {
    new Hono().use(featureFlags(burgee, (c) => ({ userId: c.req.header('x-user') }))).get('/', (c) => {
      expectTypeOf(c.var.flags).toEqualTypeOf<ContextFlags>();
      expectTypeOf(c.get('flags')).toEqualTypeOf<ContextFlags>();
      expectTypeOf(c.var.flags.get('color', 'red')).toEqualTypeOf<string>();
      return c.text('');
    });
  });

  it('has them beside the variables of the application, which `contextOf` may read', () => {
    new Hono<AppEnv>()
      .use(featureFlags(burgee, (c: Context<AppEnv>) => ({ userId: c.var.user.id })))
      .use(featureFlags(burgee, (c) => ({ userId: c.req.query('user') })))
      .get('/:id', requireFlag('a'), (c) => {
        expectTypeOf(c.var.user).toEqualTypeOf<{ readonly id: string }>();
        expectTypeOf(c.var.flags).toEqualTypeOf<ContextFlags>();
        expectTypeOf(c.req.param('id')).toEqualTypeOf<string>();
        return c.text('');
      });
  });

  it('keeps the types of responses for a client', () => {
    const app = new Hono().get('/total', requireFlag('a'), (c) => c.json({ total: 3 }));
    const client = hc<typeof app>('');
    expectTypeOf(async () => (await client.total.$get()).json()).returns.resolves.toEqualTypeOf<{ total: number }>();
  });

  it('has a context that flags can be evaluated for', () => {
    // @ts-expect-error an attribute is not a function
    featureFlags(burgee, () => ({ userId: () => 'ann' }));
    // @ts-expect-error a text is not a context
    featureFlags(burgee, () => 'ann');
  });
});

describe('13.8 a required flag', () => {
  it('has one of its values', () => {
    requireFlag('a', { is: 'blue', else: '/old' });
    // @ts-expect-error only texts, numbers and booleans can be compared
    requireFlag('a', { is: ['blue'] });
    // @ts-expect-error not a path
    requireFlag('a', { else: 404 });
    expectTypeOf<RequireFlagOptions<'color', Flags>['is']>().toEqualTypeOf<'red' | 'blue' | undefined>();
    expectTypeOf<RequireFlagOptions<'limits', Flags>['is']>().toEqualTypeOf<undefined>();
  });
});
