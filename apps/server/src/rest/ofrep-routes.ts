import {
  catchUpWith,
  evaluateOfrepFlag,
  evaluateOfrepFlags,
  evaluationEnvironment,
  manifestFor,
  ofrepScopeOf,
  refetchEvents,
  rulesetChanges,
  streamSignal,
} from '@burgee/api';
import {
  EnvironmentKey,
  OfrepBody,
  OfrepBulk,
  OfrepFailure,
  OfrepSuccess,
  OpenFeatureManifest,
} from '@burgee/contracts';
import { z } from 'zod';
import { OFREP_STREAM_PATH } from '../limits/costs.ts';
import { sendRefetches } from '../streams/send-changes.ts';
import { answerWithFlag, answerWithFlags, eventStreamsFor, OFREP_PATH } from './ofrep-answers.ts';
import { inEnvironment } from './query.ts';
import { evaluationRoute } from './route.ts';

/** Later versions of the protocol may add parameters, so unknown ones are ignored. */
const AskedIn = z.object({ environment: EnvironmentKey.optional() });
/** The facts of an event, in the query of the request that it caused. */
const AfterEvent = AskedIn.extend({
  flagConfigEtag: z.string().optional(),
  flagConfigLastModified: z.string().optional(),
});

/** The OpenFeature Remote Evaluation Protocol 0.3, for SDKs of OpenFeature. */
export const ofrepRoutes = [
  evaluationRoute({
    name: 'ofrep.evaluateFlag',
    method: 'post',
    path: `${OFREP_PATH}/:key`,
    failures: ['FLAG_NOT_FOUND'],
    summary: 'One flag for a context of OpenFeature, as OFREP 0.3 defines it',
    isReadOnly: true,
    params: z.strictObject({ key: z.string() }),
    query: AskedIn,
    body: OfrepBody,
    response: OfrepSuccess,
    failureBody: OfrepFailure,
    send: answerWithFlag,
    handle: ({ params, query, body, ...request }) => {
      const environment = evaluationEnvironment(request, query.environment);
      const asked = { environment, context: body.context };
      return evaluateOfrepFlag(request.services, asked, ofrepScopeOf(request, environment), params.key);
    },
  }),
  evaluationRoute({
    name: 'ofrep.evaluateFlags',
    method: 'post',
    path: OFREP_PATH,
    summary: 'All flags for a context of OpenFeature, as OFREP 0.3 defines it',
    isReadOnly: true,
    query: AfterEvent,
    body: OfrepBody,
    response: OfrepBulk,
    failureBody: OfrepFailure,
    send: answerWithFlags,
    handle: async ({ query, body, addressOf, ...request }) => {
      const { services } = request;
      const environment = evaluationEnvironment(request, query.environment);
      await catchUpWith(services, environment, query.flagConfigEtag);
      const asked = { environment, context: body.context };
      const flags = await evaluateOfrepFlags(services, asked, ofrepScopeOf(request, environment));
      return { ...flags, eventStreams: eventStreamsFor(request, environment, flags.version, addressOf) };
    },
  }),
  evaluationRoute({
    name: 'ofrep.events',
    method: 'get',
    path: OFREP_STREAM_PATH,
    summary:
      'Hints to fetch all flags again, as server-sent events. The answer of `ofrep.evaluateFlags` has the address',
    query: AskedIn.extend({ version: z.string().optional(), token: z.string().optional() }),
    send: sendRefetches,
    handle: ({ query, lastEventId = query.version, ...request }) => {
      const { services, caller, streamEnd } = request;
      const environment = evaluationEnvironment(request, query.environment);
      const changes = rulesetChanges(services, environment, lastEventId, streamSignal(caller, streamEnd));
      return refetchEvents(services, environment, changes);
    },
  }),
  evaluationRoute({
    name: 'openfeature.manifest',
    method: 'get',
    path: '/openfeature/v0/manifest',
    summary: 'The flags with types and defaults, from which the command line of OpenFeature generates code',
    query: inEnvironment,
    response: OpenFeatureManifest,
    handle: ({ query, ...request }) => manifestFor(request, query.environment),
  }),
];
