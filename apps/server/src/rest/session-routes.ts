import {
  browserWriteContext,
  clearSessionOverrides,
  evaluationEnvironment,
  sessionOverrides,
  setSessionOverrides,
} from '@burgee/api';
import { FlagKey, SessionOverrides, SetSessionOverridesInput, TargetId } from '@burgee/contracts';
import { inEnvironment } from './query.ts';
import { openRoute } from './route.ts';

const path = '/api/config/session-overrides';
const ofSession = inEnvironment.extend({ sessionId: TargetId });

/** For the browser itself, in environments that permit it (S400.8). */
export const sessionRoutes = [
  openRoute({
    method: 'post',
    path,
    summary: 'Set overrides for this session, by value or by a signed link',
    query: inEnvironment,
    body: SetSessionOverridesInput.omit({ environment: true }),
    response: SessionOverrides,
    handle: ({ query, body, ...request }) => {
      const environment = evaluationEnvironment(request, query.environment);
      return setSessionOverrides(browserWriteContext(request), request.services, { ...body, environment });
    },
  }),
  openRoute({
    method: 'get',
    path,
    summary: 'The overrides of this session',
    query: ofSession,
    response: SessionOverrides,
    handle: ({ query: { sessionId, ...query }, ...request }) => {
      const { database, now } = request.services;
      const environment = evaluationEnvironment(request, query.environment);
      return sessionOverrides(database, { environment, sessionId }, now());
    },
  }),
  openRoute({
    method: 'delete',
    path,
    summary: 'Clear the overrides of this session, or that of one flag',
    query: ofSession.extend({ flagKey: FlagKey.optional() }),
    status: 204,
    handle: ({ query: { sessionId, flagKey, ...query }, ...request }) => {
      const environment = evaluationEnvironment(request, query.environment);
      return clearSessionOverrides(browserWriteContext(request), { environment, sessionId, flagKey });
    },
  }),
];
