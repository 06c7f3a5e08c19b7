import { defineFlags, flag } from '@burgee/flags';
import fastify, { type FastifyRequest } from 'fastify';
import { describe, expectTypeOf, it } from 'vitest';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { featureFlags, requireFlag, type RequireFlagOptions } from './index.ts';

const declared = defineFlags({ color: flag.oneOf(['red', 'blue'], 'red'), limits: flag.json({ perDay: 5 }) });
type Flags = typeof declared;

declare const burgee: FlagServer;

describe('13.8 a request of Fastify', () => {
  it('has typed flags', () => {
    expectTypeOf<FastifyRequest['flags']>().toEqualTypeOf<ContextFlags>();
    fastify().get('/', (request) => {
      expectTypeOf(request.flags).toEqualTypeOf<ContextFlags>();
      expectTypeOf(request.flags.get('color', 'red')).toEqualTypeOf<string>();
    });
  });

  it('keeps its parameters behind a required flag', () => {
    fastify().get<{ Params: { id: string } }>('/:id', { preHandler: requireFlag('a') }, (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ id: string }>();
      expectTypeOf(request.flags).toEqualTypeOf<ContextFlags>();
    });
    fastify({ logger: true }).addHook('preHandler', requireFlag('a'));
    const app = fastify({ http2: true });
    void app.register(featureFlags, { burgee, contextOf: (request) => ({ userId: request.ip }) });
    app.get('/', { preHandler: requireFlag('a', { else: '/old' }) }, ({ flags }) => flags.isOn('a'));
    app.route({ method: 'GET', url: '/', preHandler: [requireFlag('a')], handler: ({ flags }) => flags.isOn('a') });
  });

  it('has a context that flags can be evaluated for', () => {
    void fastify().register(featureFlags, { burgee, contextOf: async (request) => ({ userId: request.ip }) });
    // @ts-expect-error an attribute is not a function
    void fastify().register(featureFlags, { burgee, contextOf: () => ({ userId: () => 'ann' }) });
    // @ts-expect-error without a flag server
    void fastify().register(featureFlags, { contextOf: () => ({}) });
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
