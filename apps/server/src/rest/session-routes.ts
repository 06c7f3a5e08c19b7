import { clearOwnSessionOverrides, readOwnSessionOverrides, setOwnSessionOverrides } from '@burgee/api';
import { ClearSessionOverridesInput, SessionOverrides, SessionRef, SetSessionOverridesInput } from '@burgee/contracts';
import { inEnvironment } from './query.ts';
import { openRoute } from './route.ts';

const path = '/api/config/session-overrides';

/** Routes for the browser itself, in environments that permit it (S400.8). */
export const sessionRoutes = [
  openRoute({
    method: 'post',
    path,
    summary: 'Set overrides for this session, by value or signed link',
    query: inEnvironment,
    body: SetSessionOverridesInput.omit({ environment: true }),
    response: SessionOverrides,
    handle: ({ query, body, ...request }) => setOwnSessionOverrides(request, { ...body, ...query }),
  }),
  // With the token in the body, because logs would keep a query.
  openRoute({
    method: 'post',
    path: `${path}/list`,
    summary: 'The overrides of this session',
    isReadOnly: true,
    query: inEnvironment,
    body: SessionRef.omit({ environment: true }),
    response: SessionOverrides,
    handle: ({ query, body, ...request }) => readOwnSessionOverrides(request, { ...body, ...query }),
  }),
  openRoute({
    method: 'post',
    path: `${path}/clear`,
    summary: 'Clear the overrides of this session, or only those of one flag',
    query: inEnvironment,
    body: ClearSessionOverridesInput.omit({ environment: true }),
    status: 204,
    handle: ({ query, body, ...request }) => clearOwnSessionOverrides(request, { ...body, ...query }),
  }),
  openRoute({
    method: 'get',
    path,
    summary: 'The overrides of this session',
    query: SessionRef,
    response: SessionOverrides,
    handle: ({ query, ...request }) => readOwnSessionOverrides(request, query),
  }),
  openRoute({
    method: 'delete',
    path,
    summary: 'Clear the overrides of this session, or only those of one flag',
    query: ClearSessionOverridesInput,
    status: 204,
    handle: ({ query, ...request }) => clearOwnSessionOverrides(request, query),
  }),
];
