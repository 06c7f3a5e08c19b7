import { EnvironmentKey, type FailureOf } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import type { Caller } from './access/caller.ts';
import {
  actorOf,
  evaluationEnvironment,
  explainingEnvironment,
  refuseInexactNumbers,
  type RequestContext,
  sessionFor,
  streamSignal,
} from './context.ts';
import { sessionOf } from './test-services.ts';
import { toDomainFailure } from './trpc.ts';

const [production, staging] = ['production', 'staging'].map((key) => EnvironmentKey.parse(key)) as [
  EnvironmentKey,
  EnvironmentKey,
];
const ended = new AbortController().signal;

function aKey(kind: 'server' | 'web'): Caller {
  return { key: { id: 'a-key', name: 'Shop', kind, environment: staging, origins: [] }, ended };
}

function requestOf(caller: Caller): RequestContext {
  return { services: { environment: production, publicEvaluation: true } as RequestContext['services'], caller };
}

function failureOfCall(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return toDomainFailure(error);
  }
}

describe('a key that evaluates', () => {
  it('evaluates only in its own environment, which it need not name', () => {
    for (const kind of ['server', 'web'] as const) {
      const request = requestOf(aKey(kind));
      expect(evaluationEnvironment(request)).toBe(staging);
      expect(evaluationEnvironment(request, staging)).toBe(staging);
      const failure = failureOfCall(() => evaluationEnvironment(request, production));
      expect(failure).toEqual({ code: 'TOKEN_SCOPE', scope: 'production' });
    }
  });

  it('gets explanations if it is a server key, but not if it is a web key', () => {
    expect(explainingEnvironment(requestOf(aKey('server')))).toBe(staging);
    const failure = failureOfCall(() => explainingEnvironment(requestOf(aKey('web'))));
    expect(failure).toEqual({ code: 'TOKEN_SCOPE', scope: 'anything but evaluation' });
  });

  it('has no permission', () => {
    const failure = failureOfCall(() => sessionFor(aKey('server'), 'flags:read', staging));
    expect(failure).toEqual({ code: 'TOKEN_SCOPE', scope: 'anything but evaluation' });
  });
});

describe('explanations', () => {
  it('use the server’s own environment if none is named', () => {
    const request = requestOf({ session: sessionOf('viewer') });
    expect([explainingEnvironment(request), explainingEnvironment(request, staging)]).toEqual([production, staging]);
  });
});

it('numbers that lost digits are listed, up to a limit', () => {
  const lost = Array.from({ length: 30 }, (_, index) => ({ path: `a.${index}`, digits: '1e400' }));
  const failure = failureOfCall(() => refuseInexactNumbers({ inexactNumbers: () => lost }));
  const { details } = failure as FailureOf<'VALIDATION_FAILED'>;
  expect(details).toHaveLength(20);
  expect(details[0]).toEqual({ path: 'a.0', message: expect.stringContaining('1e400') });
  refuseInexactNumbers({ inexactNumbers: () => [] });
  refuseInexactNumbers({});
});

it('the actor in the trail is the person, the id of the key, or anonymous', () => {
  const callers: Caller[] = [{ session: sessionOf('viewer') }, aKey('web'), { problem: 'missing' }];
  expect(callers.map(actorOf)).toEqual(['viewer@example.org', 'key:a-key', 'anonymous']);
});

it('a stream ends when the client disconnects or its credential ends', () => {
  const problem: FailureOf<'UNAUTHENTICATED'>['problem'] = 'missing';
  const client = new AbortController();
  const key = new AbortController();
  const caller: Caller = { session: sessionOf('viewer'), ended: key.signal };
  expect(streamSignal({ problem }, undefined)).toBeUndefined();
  const [byClient, byEither] = [streamSignal({ problem }, client.signal), streamSignal(caller, client.signal)];
  const byKey = streamSignal(caller, undefined);
  key.abort();
  expect([byClient?.aborted, byEither?.aborted, byKey?.aborted]).toEqual([false, true, true]);
  client.abort();
  expect(byClient?.aborted).toBe(true);
});
