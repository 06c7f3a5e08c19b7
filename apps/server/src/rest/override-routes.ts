import {
  invalidateCaches,
  listOverrides,
  listUserOverrides,
  removeOtherOverride,
  removeUserOverride,
  removeUserOverrides,
  resolveOverride,
  setEmergencyOverride,
  setGlobalOverride,
  setTestingOverride,
  setUserOverride,
  setUserOverrides,
} from '@burgee/api';
import {
  EmergencyOverride,
  EnvironmentKey,
  FlagKey,
  GlobalOverride,
  InvalidateCacheInput,
  ListOverridesInput,
  OverridePage,
  PageInput,
  Reason,
  RemoveUserOverridesInput,
  ResolvedOverride,
  ResolveOverrideInput,
  SetEmergencyOverrideInput,
  SetGlobalOverrideInput,
  SetTestingOverrideInput,
  TargetId,
  TestingOverride,
  UserListBody,
  UserOverride,
  UserOverrideBody,
  UserOverridePage,
  UsersRemoved,
  UsersSet,
} from '@burgee/contracts';
import { z } from 'zod';
import { inEnvironment, WholeNumber } from './query.ts';
import { type RestRequest, routeFor } from './route.ts';

const OfFlag = z.strictObject({ flagKey: FlagKey });
const named = { environment: true, flagKey: true } as const;
const why = inEnvironment.extend({ reason: Reason.optional() });
const paged = {
  page: WholeNumber.pipe(PageInput.shape.page.unwrap()).optional(),
  pageSize: WholeNumber.pipe(PageInput.shape.pageSize.unwrap()).optional(),
};

/** Returns the flag that a request is about. */
function placeOf({
  services,
  params,
  query,
}: RestRequest<z.infer<typeof OfFlag>, { environment?: EnvironmentKey | undefined }, unknown>) {
  return { environment: query.environment ?? services.environment, flagKey: params.flagKey };
}

const users = { path: '/api/admin/flags/:flagKey/users', params: OfFlag } as const;
const overrides = '/api/admin/flags/:flagKey/overrides';
const testing = { path: `${overrides}/testing/:testRunId`, params: OfFlag.extend({ testRunId: TargetId }) } as const;

const userRoutes = [
  routeFor('overrides:write', {
    ...users,
    method: 'post',
    summary: 'Include or exclude a user, or change how',
    query: inEnvironment,
    body: UserOverrideBody,
    status: 201,
    response: UserOverride,
    handle: (request) => setUserOverride(request.write, { ...request.body, ...placeOf(request) }),
  }),
  routeFor('overrides:read', {
    ...users,
    method: 'get',
    summary: 'Included and excluded users, newest first',
    query: inEnvironment.extend(paged),
    response: UserOverridePage,
    handle: (request) => {
      const { page, pageSize } = request.query;
      const { database } = request.services;
      return listUserOverrides(database, { ...placeOf(request), ...PageInput.parse({ page, pageSize }) });
    },
  }),
  routeFor('overrides:write', {
    ...users,
    method: 'delete',
    path: `${users.path}/:userId`,
    summary: 'Remove a user',
    params: OfFlag.extend({ userId: TargetId }),
    query: why,
    status: 204,
    handle: (request) =>
      removeUserOverride(request.write, {
        ...placeOf(request),
        userId: request.params.userId,
        reason: request.query.reason,
      }),
  }),
  routeFor('overrides:write', {
    ...users,
    method: 'post',
    path: `${users.path}/bulk`,
    summary: 'Include or exclude a list of users in one change, which the rate limit counts once',
    query: inEnvironment,
    body: UserListBody,
    response: UsersSet,
    handle: (request) => setUserOverrides(request.write, { ...request.body, ...placeOf(request) }),
  }),
  routeFor('overrides:write', {
    ...users,
    method: 'post',
    path: `${users.path}/bulk-remove`,
    summary: 'Remove a list of users in one change, even while the limit of overrides is reached',
    query: inEnvironment,
    body: RemoveUserOverridesInput.omit(named),
    response: UsersRemoved,
    handle: (request) => removeUserOverrides(request.write, { ...request.body, ...placeOf(request) }),
  }),
  // A user's id may be "..", which a path cannot contain.
  routeFor('overrides:write', {
    ...users,
    method: 'delete',
    summary: 'Remove a user whose id may contain any characters',
    query: why.extend({ userId: TargetId }),
    status: 204,
    handle: (request) => {
      const { userId, reason } = request.query;
      return removeUserOverride(request.write, { ...placeOf(request), userId, reason });
    },
  }),
];

const layerRoutes = [
  routeFor('overrides:emergency', {
    method: 'put',
    path: `${overrides}/emergency`,
    summary: 'A value for everyone that takes precedence over everything else, until it is removed',
    params: OfFlag,
    query: inEnvironment,
    body: SetEmergencyOverrideInput.omit(named),
    response: EmergencyOverride,
    handle: (request) => setEmergencyOverride(request.write, { ...request.body, ...placeOf(request) }),
  }),
  routeFor('overrides:write', {
    method: 'put',
    path: `${overrides}/global`,
    summary: 'A value for everyone without an override of their own',
    params: OfFlag,
    query: inEnvironment,
    body: SetGlobalOverrideInput.omit(named),
    response: GlobalOverride,
    handle: (request) => setGlobalOverride(request.write, { ...request.body, ...placeOf(request) }),
  }),
  routeFor('overrides:write', {
    ...testing,
    method: 'put',
    summary: 'A value for one test run, for at most 24 hours',
    query: inEnvironment,
    body: SetTestingOverrideInput.omit({ ...named, testRunId: true }),
    response: TestingOverride,
    handle: (request) =>
      setTestingOverride(request.write, {
        ...request.body,
        ...placeOf(request),
        testRunId: request.params.testRunId,
      }),
  }),
  ...(['emergency', 'global'] as const).map((type) =>
    routeFor(type === 'emergency' ? 'overrides:emergency' : 'overrides:write', {
      method: 'delete',
      path: `${overrides}/${type}`,
      summary: `Remove the ${type} override`,
      params: OfFlag,
      query: why,
      status: 204,
      handle: (request) =>
        removeOtherOverride(request.write, type, {
          ...placeOf(request),
          reason: request.query.reason,
        }),
    }),
  ),
  routeFor('overrides:write', {
    ...testing,
    method: 'delete',
    summary: 'Remove the override of a test run',
    query: why,
    status: 204,
    handle: (request) =>
      removeOtherOverride(request.write, 'testing', {
        ...placeOf(request),
        testRunId: request.params.testRunId,
        reason: request.query.reason,
      }),
  }),
];

const listRoutes = [
  routeFor('overrides:read', {
    method: 'get',
    path: `${overrides}/resolve`,
    summary: 'The override that applies to these ids, and the ones it shadows',
    params: OfFlag,
    query: ResolveOverrideInput.omit(named).extend(inEnvironment.shape),
    response: ResolvedOverride,
    handle: (request) => resolveOverride(request.services, { ...request.query, ...placeOf(request) }),
  }),
  routeFor('overrides:read', {
    method: 'get',
    path: '/api/admin/overrides',
    summary: 'Overrides of an environment, newest first, optionally of a user, flag or type',
    query: ListOverridesInput.omit({ targets: true }).extend({
      ...inEnvironment.shape,
      ...paged,
      userId: TargetId.optional(),
    }),
    response: OverridePage,
    handle: ({ services, query: { userId, ...query } }) => {
      const ofUser = userId === undefined ? {} : { type: 'user', target: userId };
      const environment = query.environment ?? services.environment;
      return listOverrides(services.database, ListOverridesInput.parse({ ...query, ...ofUser, environment }));
    },
  }),
  routeFor('environments:write', {
    method: 'post',
    path: '/api/admin/environments/:environment/cache/invalidate',
    summary: 'Make every server reload an environment',
    params: z.strictObject({ environment: EnvironmentKey }),
    query: InvalidateCacheInput.pick({ reason: true }),
    status: 204,
    handle: ({ write, services, params, query }) =>
      invalidateCaches(write, services.cache, { key: params.environment, ...query }),
  }),
];

export const overrideRoutes = [...userRoutes, ...layerRoutes, ...listRoutes];
