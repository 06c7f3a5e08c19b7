import {
  ApplyChangeInput,
  ChangePreview,
  CodeSnippet,
  CodeSnippetInput,
  CreatedFlags,
  CreateOffFlagInput,
  Flag,
  FlagEverywhere,
  GetFlagEverywhereInput,
  Override,
  PreviewChangeInput,
  RemoveIdOverrideInput,
  SetIdOverrideInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { requireSession } from '../context.ts';
import { EXAMPLE_EXPIRY, EXAMPLE_PLAN } from '../example-ids.ts';
import { openUseCase, type UseCase, useCase } from '../use-case.ts';
import { applyPlan } from './apply.ts';
import { codeSnippet } from './code-snippet.ts';
import { createOffFlag } from './create.ts';
import { getFlagEverywhere } from './everywhere.ts';
import { removeIdOverride, setIdOverride } from './overrides.ts';
import { previewChange } from './preview.ts';

const environment = 'production';
const key = 'new-checkout';

const flags = {
  getFlag: openUseCase({
    name: 'agent.getFlag',
    summary: 'Get a flag with all its fields, in all environments side by side',
    kind: 'query',
    input: GetFlagEverywhereInput,
    output: FlagEverywhere,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { key } }],
    agent: { tool: 'flag_get', list: 'environments', needs: 'flags:read' },
    run: ({ services, caller }, input) => getFlagEverywhere(services, requireSession(caller).session, input),
  }),
  codeSnippet: useCase({
    name: 'agent.codeSnippet',
    summary: 'Show how code reads a flag, with a library of Burgee or over HTTP',
    kind: 'query',
    permission: 'flags:read',
    input: CodeSnippetInput,
    output: CodeSnippet,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { environment, key, target: 'react' } }],
    agent: { tool: 'code_snippet' },
    run: ({ services }, input) => codeSnippet(services, input),
  }),
  createFlag: openUseCase({
    name: 'agent.createFlag',
    summary: 'Create a flag that is off, in all environments or the given ones',
    kind: 'mutation',
    input: CreateOffFlagInput,
    output: CreatedFlags,
    failures: ['KEY_TAKEN'],
    examples: [{ input: { key: 'gift-cards', description: 'Pay with a gift card' } }],
    agent: { tool: 'flag_create', list: 'items', needs: 'flags:write' },
    run: createOffFlag,
  }),
};

const changes = {
  previewChange: useCase({
    name: 'agent.previewChange',
    summary:
      'Preview a change of a flag: the fields that differ, how many ids get another variant, and warnings. ' +
      'Changes nothing. Show it to a person before you apply the plan',
    kind: 'mutation',
    permission: 'flags:write',
    input: PreviewChangeInput,
    output: ChangePreview,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'PREREQUISITE_CYCLE'],
    examples: [{ input: { environment, key, change: { kind: 'switch', enabled: true, rolloutPercentage: 50 } } }],
    agent: { tool: 'change_preview' },
    run: ({ services, session }, input) => previewChange(services, session, input),
  }),
  applyChange: openUseCase({
    name: 'agent.applyChange',
    summary: 'Apply a plan of change_preview, exactly as it was previewed. A plan is valid for 10 minutes',
    kind: 'mutation',
    input: ApplyChangeInput,
    output: Flag,
    failures: ['PLAN_NOT_VALID', 'STALE_REVISION', 'FLAG_NOT_FOUND', 'FLAG_MANAGED', 'PREREQUISITE_CYCLE'],
    examples: [{ input: { planId: EXAMPLE_PLAN, reason: 'no errors at 25 %' } }],
    agent: { tool: 'change_apply', needs: 'flags:write' },
    run: applyPlan,
  }),
};

const write = { kind: 'mutation', permission: 'overrides:write' } as const;
const place = { environment, flagKey: key };

const overrides = {
  setOverride: useCase({
    ...write,
    name: 'agent.setOverride',
    summary: 'Set an override of a flag for one user or test run, which expires',
    input: SetIdOverrideInput,
    output: Override,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED'],
    examples: [
      {
        input: {
          ...place,
          expiresAt: EXAMPLE_EXPIRY,
          override: { type: 'user', userId: 'ben', overrideType: 'include' },
          reason: 'asked to try it',
        },
      },
    ],
    agent: { tool: 'override_set' },
    run: ({ write }, input) => setIdOverride(write, input),
  }),
  removeOverride: useCase({
    ...write,
    name: 'agent.removeOverride',
    summary: 'Remove the override of a flag for one user or test run',
    input: RemoveIdOverrideInput,
    output: z.void(),
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'OVERRIDE_NOT_FOUND'],
    examples: [{ input: { ...place, override: { type: 'user', userId: 'ann' } } }],
    agent: { tool: 'override_remove' },
    run: ({ write }, input) => removeIdOverride(write, input),
  }),
};

/** Use cases for agents alone. tRPC, REST and the command line have other use cases for the same things. */
export const AGENT_CASES: readonly UseCase[] = Object.values({ ...flags, ...changes, ...overrides });
