import { followedEnvironment } from '@burgee/api';
import { DomainError, EnvironmentKey, JsonValue } from '@burgee/contracts';
import { z } from 'zod';
import { answerWithEtag } from './answer.ts';
import { serverRoute } from './route.ts';

const OfEnvironment = z.strictObject({ environment: EnvironmentKey });

/** https://flagd.dev/reference/flag-definitions/ */
const Definitions = z.strictObject({
  flags: z.record(z.string(), JsonValue),
  $evaluators: z.record(z.string(), JsonValue),
  metadata: z.strictObject({ environment: z.string(), version: z.string() }),
});

/** How flagd itself follows an environment, by asking again and again. */
export const flagdRoutes = [
  serverRoute({
    name: 'flagd.definitions',
    method: 'get',
    path: '/flagd/:environment.json',
    summary: 'The flags of the environment of a server key, as flagd defines them',
    params: OfEnvironment,
    response: Definitions,
    failures: ['ENVIRONMENT_NOT_FOUND'],
    send: (request, response, { json, digest }: { readonly json: string; readonly digest: string }) =>
      answerWithEtag(request, response, json, { covered: digest, headers: {} }),
    handle: ({ params: { environment }, ...request }) => {
      const own = followedEnvironment(request);
      if (environment === own) return request.services.flagd.current(own);
      throw new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: [own] });
    },
  }),
];
