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
  Percentage,
  ReleaseFlagInput,
  RevertFlagInput,
  SetEnabledInput,
  StoredFlagRef,
  UpdateFlagInput,
} from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';
import { z } from 'zod';
import { roundPercentage } from '../evaluation/evaluate.ts';
import { EXAMPLE_ENTRIES } from '../example-ids.ts';
import { unleashFlagCases } from '../unleash/flag-cases.ts';
import { flagUsage, flagUsageSummary } from '../usage/read.ts';
import { useCase } from '../use-case.ts';
import { changeFlags } from './bulk.ts';
import { archiveFlag, createFlag, deleteFlag, restoreFlag, setEnabled, updateFlag } from './change.ts';
import { getFlag, listFlags } from './read.ts';
import { releaseFlag } from './release.ts';
import { revertFlag } from './revert.ts';
import { flagTable, flagTags } from './table.ts';

const read = { kind: 'query', permission: 'flags:read' } as const;
const change = { kind: 'mutation', permission: 'flags:write' } as const;
const environment = 'production';
const checkout = { environment, key: 'new-checkout' };
const PATH = '/api/admin/flags/:flagKey';

export const flagCases = {
  ...unleashFlagCases,
  list: useCase({
    ...read,
    name: 'flags.list',
    summary: 'List the flags of an environment: search, filter, sort, page',
    input: ListFlagsInput,
    output: FlagPage,
    rest: 'GET /api/admin/flags',
    examples: [{ input: { environment, search: 'checkout', pageSize: 1 } }],
    run: ({ services }, input) => listFlags(services.database, input),
  }),
  table: useCase({
    ...read,
    name: 'flags.table',
    summary: 'List flags with their switch in every environment, and their use',
    input: FlagTableInput,
    output: FlagTablePage,
    rest: 'GET /api/admin/flag-table',
    examples: [{ input: { environment, search: 'checkout', pageSize: 1 } }],
    agent: [
      { tool: 'flags_search', list: 'items' },
      {
        tool: 'flags_stale',
        summary: 'List flags that have expired, or that have not changed for 60 days and return the same for everyone',
        fixed: { status: 'stale' },
        list: 'items',
      },
    ],
    run: ({ services, session }, input) => flagTable(services, session, input),
  }),
  tags: useCase({
    ...read,
    name: 'flags.tags',
    summary: 'List the tags of the flags of an environment',
    input: FlagTagsInput,
    output: FlagTags,
    rest: 'GET /api/admin/flag-tags',
    examples: [{ input: { environment } }],
    run: ({ services }, input) => flagTags(services.database, input),
  }),
  get: useCase({
    ...read,
    name: 'flags.get',
    summary: 'Get one flag with all its fields',
    input: StoredFlagRef,
    output: Flag,
    rest: `GET ${PATH}`,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: checkout }],
    run: ({ services }, input) => getFlag(services.database, input),
  }),
  usage: useCase({
    ...read,
    name: 'flags.usage',
    summary: 'Count the evaluations of a flag by variant and hour',
    input: FlagUsageInput,
    output: FlagUsage,
    rest: `GET ${PATH}/usage`,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { ...checkout, hours: 2 } }],
    agent: { tool: 'flag_usage', list: 'hours' },
    run: ({ services }, input) => flagUsage(services, input),
  }),
  usageSummary: useCase({
    ...read,
    name: 'flags.usageSummary',
    summary: 'Sum up the evaluations of several flags',
    input: FlagUsageSummaryInput,
    output: z.array(FlagUsageSummary),
    rest: 'GET /api/admin/flag-usage',
    examples: [{ input: { environment, keys: ['new-checkout'], hours: 2 } }],
    run: ({ services }, input) => flagUsageSummary(services, input),
  }),
  create: useCase({
    ...change,
    name: 'flags.create',
    summary: 'Create a flag',
    input: CreateFlagInput,
    output: Flag,
    rest: { route: 'POST /api/admin/flags', status: 201 },
    failures: ['KEY_TAKEN', 'PREREQUISITE_CYCLE'],
    examples: [{ input: { environment, key: 'gift-cards', description: 'Pay with a gift card', enabled: true } }],
    run: ({ write }, input) => createFlag(write, input),
  }),
  update: useCase({
    ...change,
    name: 'flags.update',
    summary: 'Change the given fields of a flag',
    input: UpdateFlagInput,
    output: Flag,
    rest: `PATCH ${PATH}`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION', 'PREREQUISITE_CYCLE'],
    examples: [{ input: { ...checkout, description: 'The checkout with one page', reason: 'clearer words' } }],
    run: ({ write }, input) => updateFlag(write, input),
  }),
  setEnabled: useCase({
    ...change,
    name: 'flags.setEnabled',
    summary: 'Switch a flag on or off, and set its percentage',
    input: SetEnabledInput,
    output: Flag,
    rest: {
      route: `POST ${PATH}`,
      answer: {
        schema: Flag.extend({ rolloutPercentage: Percentage }),
        of: (flag: Flag, at) => {
          const percentage = schedulePercentage(flag.rollout.schedule, at.getTime());
          return { ...flag, rolloutPercentage: roundPercentage(percentage) };
        },
      },
    },
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION'],
    examples: [{ input: { ...checkout, enabled: true, rolloutPercentage: 50, reason: 'no errors at 25 %' } }],
    run: ({ write }, input) => setEnabled(write, input),
  }),
  archive: useCase({
    ...change,
    name: 'flags.archive',
    summary: 'Archive a flag: it evaluates to off, and can be restored',
    input: FlagActionInput,
    output: Flag,
    rest: `POST ${PATH}/archive`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION'],
    examples: [{ input: { ...checkout, reason: 'rolled out everywhere' } }],
    run: ({ write }, input) => archiveFlag(write, input),
  }),
  restore: useCase({
    ...change,
    name: 'flags.restore',
    summary: 'Restore an archived flag',
    input: FlagActionInput,
    output: Flag,
    rest: `POST ${PATH}/restore`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION'],
    examples: [{ input: { environment, key: 'old-banner' } }],
    run: ({ write }, input) => restoreFlag(write, input),
  }),
  bulk: useCase({
    ...change,
    name: 'flags.bulk',
    summary: 'Make the same change to several flags at once, or to none',
    input: BulkChangeInput,
    output: BulkChanged,
    rest: 'POST /api/admin/flag-changes',
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION'],
    examples: [{ input: { environment, keys: ['new-checkout', 'checkout-color'], change: { kind: 'disable' } } }],
    run: ({ write }, input) => changeFlags(write, input),
  }),
  release: useCase({
    ...change,
    name: 'flags.release',
    summary: 'Let people change a flag that is managed in Git, until its file is applied again',
    input: ReleaseFlagInput,
    output: Flag,
    rest: `POST ${PATH}/release`,
    failures: ['FLAG_NOT_FOUND', 'STALE_REVISION'],
    examples: [{ input: { environment: 'development', key: 'delivery-slots', reason: 'trying other slots' } }],
    run: ({ write }, input) => releaseFlag(write, input),
  }),
  revert: useCase({
    ...change,
    name: 'flags.revert',
    summary: 'Undo a change of a flag; the answer is null if the flag did not exist before',
    input: RevertFlagInput,
    output: Flag.nullable(),
    rest: `POST ${PATH}/revert`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION', 'FLAG_IN_USE', 'PREREQUISITE_CYCLE'],
    examples: [{ input: { ...checkout, number: EXAMPLE_ENTRIES.flag, to: 'before' } }],
    run: ({ write }, input) => revertFlag(write, input),
  }),
  delete: useCase({
    ...change,
    name: 'flags.delete',
    summary: 'Delete a flag and its overrides',
    input: FlagActionInput,
    output: z.void(),
    rest: `DELETE ${PATH}`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION', 'FLAG_IN_USE'],
    examples: [{ input: { environment, key: 'old-banner', reason: 'removed from the code' } }],
    run: ({ write }, input) => deleteFlag(write, input),
  }),
};
