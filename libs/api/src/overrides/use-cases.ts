import {
  ClearSessionOverridesInput,
  ListOverridesInput,
  ListUserOverridesInput,
  OverrideLink,
  OverridePage,
  RemoveUserOverrideInput,
  ResolvedOverride,
  ResolveOverrideInput,
  SessionOverrides,
  SessionRef,
  SetSessionOverridesInput,
  UserOverridePage,
} from '@burgee/contracts';
import { z } from 'zod';
import { EXAMPLE_EXPIRY } from '../example-ids.ts';
import { openUseCase, useCase } from '../use-case.ts';
import { clearOwnSessionOverrides, readOwnSessionOverrides, setOwnSessionOverrides } from './browser-session.ts';
import { layerCases } from './layer-use-cases.ts';
import { listOverrides, listUserOverrides, resolveOverride } from './read.ts';
import { createOverrideLink } from './session.ts';
import { userCases } from './user-use-cases.ts';

const read = { kind: 'query', permission: 'overrides:read' } as const;
const environment = 'production';
const flagKey = 'new-checkout';
const development = { environment: 'development', sessionId: 'session-1' };
const SESSION_PATH = '/api/config/session-overrides';

const reading = {
  list: useCase({
    ...read,
    name: 'overrides.list',
    summary: 'List overrides of an environment, newest first, optionally of a user, flag or type',
    input: ListOverridesInput,
    output: OverridePage,
    rest: 'GET /api/admin/overrides',
    examples: [{ input: { environment, userId: 'ann' } }],
    run: ({ services }, input) => listOverrides(services.database, input),
  }),
  forFlag: useCase({
    ...read,
    name: 'overrides.forFlag',
    summary: 'List the included and excluded users of a flag, newest first',
    input: ListUserOverridesInput,
    output: UserOverridePage,
    rest: 'GET /api/admin/flags/:flagKey/users',
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { environment, flagKey } }],
    run: ({ services }, input) => listUserOverrides(services.database, input),
  }),
  /** Over REST, `GET /api/admin/overrides?userId=`: a user may have the id "..", which a path cannot contain. */
  forUser: useCase({
    ...read,
    name: 'overrides.forUser',
    summary: 'List the overrides of a user',
    input: ListOverridesInput.omit({ type: true, target: true }).extend({
      userId: RemoveUserOverrideInput.shape.userId,
    }),
    output: OverridePage,
    examples: [{ input: { environment, userId: 'ann' } }],
    run: ({ services }, input) => listOverrides(services.database, input),
  }),
  resolve: useCase({
    ...read,
    name: 'overrides.resolve',
    summary: 'Get the override that applies to these ids, and the ones it shadows',
    input: ResolveOverrideInput,
    output: ResolvedOverride,
    rest: 'GET /api/admin/flags/:flagKey/overrides/resolve',
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { environment, flagKey, userId: 'ann' } }],
    run: ({ services }, input) => resolveOverride(services, input),
  }),
};

/** For the browser itself, in environments that permit it (S400.8). */
const ofSession = {
  setSession: openUseCase({
    name: 'overrides.setSession',
    summary: 'Set overrides for a browser session, by value or signed link',
    kind: 'mutation',
    input: SetSessionOverridesInput,
    output: SessionOverrides,
    rest: `POST ${SESSION_PATH}`,
    failures: ['FLAG_NOT_FOUND', 'OVERRIDES_NOT_PERMITTED'],
    examples: [{ input: { environment: 'development', overrides: [{ flagKey, value: true }] } }],
    run: setOwnSessionOverrides,
  }),
  forSession: openUseCase({
    name: 'overrides.forSession',
    summary: 'List the overrides of a browser session',
    kind: 'query',
    input: SessionRef,
    output: SessionOverrides,
    // With the token in the body, because logs would keep a query.
    rest: [`POST ${SESSION_PATH}/list`, `GET ${SESSION_PATH}`],
    examples: [{ input: development }],
    run: readOwnSessionOverrides,
  }),
  clearSession: openUseCase({
    name: 'overrides.clearSession',
    summary: 'Clear the overrides of a browser session, or only those of one flag',
    kind: 'mutation',
    input: ClearSessionOverridesInput,
    output: z.void(),
    rest: [`POST ${SESSION_PATH}/clear`, `DELETE ${SESSION_PATH}`],
    examples: [{ input: development }],
    run: clearOwnSessionOverrides,
  }),
};

const links = {
  createLink: useCase({
    kind: 'mutation',
    permission: 'overrides:write',
    name: 'overrides.createLink',
    summary: 'Create a link that sets overrides for the session of the browser that opens it',
    input: OverrideLink,
    output: z.strictObject({ link: z.string() }),
    rest: { route: 'POST /api/admin/override-links', status: 201 },
    failures: ['FLAG_NOT_FOUND', 'OVERRIDES_NOT_PERMITTED'],
    examples: [
      {
        input: {
          environment: 'development',
          overrides: [{ flagKey, value: true }],
          expiresAt: EXAMPLE_EXPIRY,
        },
      },
    ],
    run: async ({ services }, input) => ({ link: await createOverrideLink(services, input) }),
  }),
};

export const overrideCases = { ...reading, ...userCases, ...layerCases, ...ofSession, ...links };
