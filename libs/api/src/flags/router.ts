import {
  BulkChanged,
  BulkChangeInput,
  CreateFlagInput,
  Flag,
  FlagActionInput,
  FlagPage,
  FlagTableInput,
  FlagTablePage,
  FlagTags,
  FlagTagsInput,
  FlagUsage,
  FlagUsageInput,
  FlagUsageSummary,
  FlagUsageSummaryInput,
  ListFlagsInput,
  RevertFlagInput,
  SetEnabledInput,
  StoredFlagRef,
  UpdateFlagInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';
import { flagUsage, flagUsageSummary } from '../usage/read.ts';
import { changeFlags } from './bulk.ts';
import { archiveFlag, createFlag, deleteFlag, restoreFlag, setEnabled, updateFlag } from './change.ts';
import { getFlag, listFlags } from './read.ts';
import { revertFlag } from './revert.ts';
import { flagTable, flagTags } from './table.ts';

const reading = procedureFor('flags:read');
const writing = procedureFor('flags:write');

export const flagsRouter = router({
  list: reading
    .input(ListFlagsInput)
    .output(FlagPage)
    .query(({ ctx, input }) => listFlags(ctx.services.database, input)),
  table: reading
    .input(FlagTableInput)
    .output(FlagTablePage)
    .query(({ ctx, input }) => flagTable(ctx.services, ctx.session, input)),
  tags: reading
    .input(FlagTagsInput)
    .output(FlagTags)
    .query(({ ctx, input }) => flagTags(ctx.services.database, input)),
  get: reading
    .input(StoredFlagRef)
    .output(Flag)
    .query(({ ctx, input }) => getFlag(ctx.services.database, input)),
  usage: reading
    .input(FlagUsageInput)
    .output(FlagUsage)
    .query(({ ctx, input }) => flagUsage(ctx.services, input)),
  usageSummary: reading
    .input(FlagUsageSummaryInput)
    .output(z.array(FlagUsageSummary))
    .query(({ ctx, input }) => flagUsageSummary(ctx.services, input)),
  create: writing
    .input(CreateFlagInput)
    .output(Flag)
    .mutation(({ ctx, input }) => createFlag(ctx.write, input)),
  update: writing
    .input(UpdateFlagInput)
    .output(Flag)
    .mutation(({ ctx, input }) => updateFlag(ctx.write, input)),
  setEnabled: writing
    .input(SetEnabledInput)
    .output(Flag)
    .mutation(({ ctx, input }) => setEnabled(ctx.write, input)),
  archive: writing
    .input(FlagActionInput)
    .output(Flag)
    .mutation(({ ctx, input }) => archiveFlag(ctx.write, input)),
  restore: writing
    .input(FlagActionInput)
    .output(Flag)
    .mutation(({ ctx, input }) => restoreFlag(ctx.write, input)),
  bulk: writing
    .input(BulkChangeInput)
    .output(BulkChanged)
    .mutation(({ ctx, input }) => changeFlags(ctx.write, input)),
  revert: writing
    .input(RevertFlagInput)
    .output(Flag.nullable())
    .mutation(({ ctx, input }) => revertFlag(ctx.write, input)),
  delete: writing
    .input(FlagActionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteFlag(ctx.write, input)),
});
