import { CreateEnvironmentInput, Environment, EnvironmentRef, UpdateEnvironmentInput } from '@burgee/contracts';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';
import { createEnvironment, invalidateCaches, updateEnvironment } from './change.ts';
import { getEnvironment, listEnvironments } from './read.ts';

const reading = procedureFor('environments:read');
const writing = procedureFor('environments:write');

export const environmentsRouter = router({
  list: reading.output(z.array(Environment)).query(({ ctx }) => listEnvironments(ctx.services.database)),
  get: reading
    .input(EnvironmentRef)
    .output(Environment)
    .query(({ ctx, input }) => getEnvironment(ctx.services.database, input.key)),
  create: writing
    .input(CreateEnvironmentInput)
    .output(Environment)
    .mutation(({ ctx, input }) => createEnvironment(ctx.write, input)),
  update: writing
    .input(UpdateEnvironmentInput)
    .output(Environment)
    .mutation(({ ctx, input }) => updateEnvironment(ctx.write, input)),
  invalidateCache: writing
    .input(EnvironmentRef)
    .output(z.void())
    .mutation(({ ctx, input }) => invalidateCaches(ctx.write, ctx.services.cache, input.key)),
});
