import {
  archiveFlag,
  createFlag,
  deleteFlag,
  getFlag,
  listAudit,
  listFlags,
  restoreFlag,
  setEnabled,
  updateFlag,
} from '@burgee/api';
import {
  AuditPage,
  CreateFlagInput,
  type EnvironmentKey,
  Flag,
  FlagActionInput,
  FlagKey,
  FlagPage,
  ListAuditInput,
  ListFlagsInput,
  Revision,
  SetEnabledInput,
  StoredFlagRef,
  UpdateFlagInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { Bool, inEnvironment, WholeNumber } from './query.ts';
import { type RestRequest, routeFor } from './route.ts';

const FlagParams = z.strictObject({ flagKey: FlagKey });
const named = { environment: true, key: true } as const;

/** Returns the flag that a request is about. */
function refOf({
  services,
  params,
  query,
}: RestRequest<z.infer<typeof FlagParams>, z.infer<typeof inEnvironment>, unknown>) {
  return { environment: query.environment ?? services.environment, key: params.flagKey };
}

function environmentOf({
  services,
  query,
}: RestRequest<unknown, { environment?: EnvironmentKey | undefined }, unknown>) {
  return query.environment ?? services.environment;
}

const flagRoute = { path: '/api/admin/flags/:flagKey', params: FlagParams, query: inEnvironment } as const;
/** Accepts any stored key: SQL may have stored one that the API refuses to create. */
const storedFlagRoute = { ...flagRoute, params: z.strictObject({ flagKey: StoredFlagRef.shape.key }) } as const;

export const adminRoutes = [
  routeFor('flags:read', {
    method: 'get',
    path: '/api/admin/flags',
    summary: 'Flags of an environment: search, filter, sort, page',
    query: ListFlagsInput.extend({
      ...inEnvironment.shape,
      page: WholeNumber.pipe(ListFlagsInput.shape.page.unwrap()).optional(),
      pageSize: WholeNumber.pipe(ListFlagsInput.shape.pageSize.unwrap()).optional(),
      enabled: Bool.optional(),
      archived: Bool.optional(),
    }),
    response: FlagPage,
    handle: (request) =>
      listFlags(
        request.services.database,
        ListFlagsInput.parse({ ...request.query, environment: environmentOf(request) }),
      ),
  }),
  routeFor('flags:write', {
    method: 'post',
    path: '/api/admin/flags',
    summary: 'Create a flag',
    query: inEnvironment,
    body: CreateFlagInput.omit({ environment: true }),
    status: 201,
    response: Flag,
    handle: (request) => createFlag(request.write, { ...request.body, environment: environmentOf(request) }),
  }),
  routeFor('flags:read', {
    ...storedFlagRoute,
    method: 'get',
    summary: 'One flag with all its fields',
    response: Flag,
    handle: (request) => getFlag(request.services.database, refOf(request)),
  }),
  routeFor('flags:write', {
    ...flagRoute,
    method: 'post',
    summary: 'Switch a flag on or off, and set its percentage',
    body: SetEnabledInput.omit(named),
    response: Flag,
    handle: (request) => setEnabled(request.write, { ...request.body, ...refOf(request) }),
  }),
  routeFor('flags:write', {
    ...flagRoute,
    method: 'patch',
    summary: 'Change the given fields',
    body: UpdateFlagInput.omit(named),
    response: Flag,
    handle: (request) => updateFlag(request.write, { ...request.body, ...refOf(request) }),
  }),
  routeFor('flags:write', {
    ...storedFlagRoute,
    method: 'delete',
    summary: 'Delete a flag and its overrides',
    query: inEnvironment.extend({ revision: WholeNumber.pipe(Revision).optional() }),
    status: 204,
    handle: (request) => deleteFlag(request.write, { ...refOf(request), revision: request.query.revision }),
  }),
  ...(['archive', 'restore'] as const).map((action) =>
    routeFor('flags:write', {
      ...storedFlagRoute,
      method: 'post',
      path: `/api/admin/flags/:flagKey/${action}`,
      summary:
        action === 'archive' ? 'Archive a flag: it evaluates to off, and can be restored' : 'Restore an archived flag',
      body: FlagActionInput.omit(named).default({}),
      response: Flag,
      handle: (request) => {
        const change = { archive: archiveFlag, restore: restoreFlag }[action];
        return change(request.write, { ...request.body, ...refOf(request) });
      },
    }),
  ),
  routeFor('audit:read', {
    method: 'get',
    path: '/api/admin/audit',
    summary: 'Who changed what, newest first',
    coversAllEnvironments: true,
    query: ListAuditInput.extend({ limit: WholeNumber.pipe(ListAuditInput.shape.limit.unwrap()).optional() }),
    response: AuditPage,
    handle: ({ services, query }) => listAudit(services.database, ListAuditInput.parse(query)),
  }),
];
