import { answerOf, errorOf, resultOf } from './flag-answers.ts';
import type { FlagServer } from './flag-server.ts';

type Input = {
  readonly sessionId?: string;
  readonly flagKey?: string;
  readonly link?: string;
  readonly overrides?: readonly { readonly flagKey: string; readonly value: unknown }[];
  readonly context?: Readonly<Record<string, unknown>>;
};
type Respond = (path: string) => Response | Promise<Response | undefined> | undefined;

const END = '2026-11-22T06:00:00.000Z';

/** Adds session overrides to a flag server. The values `on` and `off` are booleans, as on the real server. */
export function withSessions(server: FlagServer) {
  const sessions = new Map<string, Map<string, unknown>>();
  let respond: Respond | undefined;

  const ofSession = (sessionId: string) => {
    const { environment } = server.state;
    const set = [...(sessions.get(sessionId) ?? [])];
    const overrides = set.map(([flagKey, value]) => ({ flagKey, value, expiresAt: END, reason: null }));
    return { environment, sessionId, overrides };
  };

  const routes: Record<string, (input: Input) => Response> = {
    'session-overrides': ({ sessionId = `session-${sessions.size + 1}`, overrides = [], link }) => {
      const wished = link === undefined ? overrides : [...overrides, { flagKey: link, value: 'on' }];
      const set = sessions.get(sessionId) ?? new Map<string, unknown>();
      for (const { flagKey, value } of wished) set.set(flagKey, value === 'on' || (value !== 'off' && value));
      sessions.set(sessionId, set);
      server.state.version++;
      return resultOf(ofSession(sessionId));
    },
    'session-overrides/list': ({ sessionId = '' }) => resultOf(ofSession(sessionId)),
    'session-overrides/clear': ({ sessionId = '', flagKey }) => {
      if (flagKey === undefined) sessions.delete(sessionId);
      else sessions.get(sessionId)?.delete(flagKey);
      server.state.version++;
      return resultOf(undefined);
    },
  };
  server.state.overridesFor = ({ sessionId }) =>
    Object.fromEntries(
      [...(sessions.get(sessionId as string) ?? [])].map(
        ([key, value]) => [key, { ...answerOf(value), reason: 'OVERRIDE' }] as const,
      ),
    );
  server.respondWith((path) => {
    const input = JSON.parse(server.requests.at(-1)?.body || '{}') as Input;
    const serve = () => routes[path]?.(input);
    const response = respond?.(path);
    return response instanceof Promise ? response.then((late) => late ?? serve()) : (response ?? serve());
  });

  return {
    sessions,
    /** The bodies of all requests to a path. */
    sent: (path: string) =>
      server.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body || '{}') as Input),
    /** If the function returns a response for a path, now or later, it replaces the server's response. */
    answerWith: (next: Respond | undefined) => void (respond = next),
    refuse: (at: string, failure: object, message: string) => {
      respond = (path) => (path === at ? errorOf(412, failure, undefined, message) : undefined);
    },
  };
}
