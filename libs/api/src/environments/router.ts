import {
  CreateEnvironmentInput,
  Environment,
  EnvironmentRef,
  InvalidateCacheInput,
  UpdateEnvironmentInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { streamSignal } from '../context.ts';
import { procedureFor, router } from '../trpc.ts';
import { createEnvironment, invalidateCaches, updateEnvironment } from './change.ts';
import { changesEverywhere } from './changes.ts';
import { getEnvironment, listEnvironments } from './read.ts';

export const environmentsRouter = router({
  list: procedureFor('environments:read')
    .output(z.array(Environment))
    .query(({ ctx }) => listEnvironments(ctx.services.database)),
  get: procedureFor('environments:read', 'key')
    .input(EnvironmentRef)
    .output(Environment)
    .query(({ ctx, input }) => getEnvironment(ctx.services.database, input.key)),
  create: procedureFor('environments:create')
    .input(CreateEnvironmentInput)
    .output(Environment)
    .mutation(({ ctx, input }) => createEnvironment(ctx.write, input)),
  update: procedureFor('environments:write', 'key')
    .input(UpdateEnvironmentInput)
    .output(Environment)
    .mutation(({ ctx, input }) => updateEnvironment(ctx.write, input)),
  changes: procedureFor('environments:read').subscription(({ ctx, signal }) =>
    changesEverywhere(ctx.services, streamSignal(ctx.caller, signal, ctx.streamEnd)),
  ),
  invalidateCache: procedureFor('environments:write', 'key')
    .input(InvalidateCacheInput)
    .output(z.void())
    .mutation(({ ctx, input }) => invalidateCaches(ctx.write, ctx.services.cache, input)),
});
