import {
  ApiKey,
  ApiKeyList,
  ApiKeyRef,
  CreateApiKeyInput,
  ListApiKeysInput,
  NewApiKey,
  RotateApiKeyInput,
  UpdateApiKeyInput,
} from '@burgee/contracts';
import { procedureFor, router } from '../trpc.ts';
import { createApiKey, endPreviousSecret, revokeApiKey, rotateApiKey, updateApiKey } from './change.ts';
import { listApiKeys } from './read.ts';

const writing = procedureFor('keys:write');

export const keysRouter = router({
  list: procedureFor('keys:read')
    .input(ListApiKeysInput)
    .output(ApiKeyList)
    .query(({ ctx, input }) => listApiKeys(ctx.services.database, input, ctx.services.now())),
  create: writing
    .input(CreateApiKeyInput)
    .output(NewApiKey)
    .mutation(({ ctx, input }) => createApiKey(ctx.write, ctx, input)),
  update: writing
    .input(UpdateApiKeyInput)
    .output(ApiKey)
    .mutation(({ ctx, input }) => updateApiKey(ctx.write, input)),
  rotate: writing
    .input(RotateApiKeyInput)
    .output(NewApiKey)
    .mutation(({ ctx, input }) => rotateApiKey(ctx.write, ctx, input)),
  endPrevious: writing
    .input(ApiKeyRef)
    .output(ApiKey)
    .mutation(({ ctx, input }) => endPreviousSecret(ctx.write, input)),
  revoke: writing
    .input(ApiKeyRef)
    .output(ApiKey)
    .mutation(({ ctx, input }) => revokeApiKey(ctx.write, input)),
});
