import { errorOf, off, on, type TestServer } from './test-server.ts';

type Input = {
  sessionId?: string;
  flagKey?: string;
  link?: string;
  overrides?: { flagKey: string; value: string }[];
  context?: object;
};

type Answered = Response | Promise<Response | undefined> | undefined;

const END = '2026-11-22T06:00:00.000Z';

/** Adds session overrides to a test server. Its flags are off, and the value `on` switches one on, as on the real server. */
export function withSessions(server: TestServer) {
  const sessions = new Map<string, Map<string, boolean>>();
  const state = { answer: undefined as ((path: string) => Answered) | undefined };

  const lastInput = () => JSON.parse(server.requests.at(-1)?.body || '{}') as Input;
  const ofSession = (sessionId: string) => ({
    environment: server.state.environment,
    sessionId,
    overrides: [...(sessions.get(sessionId) ?? [])].map(([flagKey, value]) => ({
      flagKey,
      value,
      expiresAt: END,
      reason: null,
    })),
  });
  const result = (data: unknown) => Response.json({ result: { data } });

  const procedures: Record<string, (input: Input) => Response> = {
    'overrides.setSession': ({ sessionId = `session-${sessions.size + 1}`, overrides = [], link }) => {
      const wished = link === undefined ? overrides : [...overrides, { flagKey: link, value: 'on' }];
      const set = sessions.get(sessionId) ?? new Map<string, boolean>();
      for (const { flagKey, value } of wished) set.set(flagKey, value === 'on');
      sessions.set(sessionId, set);
      server.state.version++;
      return result(ofSession(sessionId));
    },
    'overrides.forSession': ({ sessionId = '' }) => result(ofSession(sessionId)),
    'overrides.clearSession': ({ sessionId = '', flagKey }) => {
      if (flagKey === undefined) sessions.delete(sessionId);
      else sessions.get(sessionId)?.delete(flagKey);
      server.state.version++;
      return result(undefined);
    },
  };
  server.state.flagsFor = ({ sessionId }) => {
    const set = sessions.get(sessionId as string) ?? new Map<string, boolean>();
    return Object.fromEntries(['banner', 'checkout'].map((key) => [key, set.get(key) ? on : off]));
  };
  server.respondWith((path) => {
    const input = lastInput();
    const serve = () => procedures[path]?.(input);
    const answer = state.answer?.(path);
    return answer instanceof Promise ? answer.then((response) => response ?? serve()) : (answer ?? serve());
  });

  return {
    sessions,
    /** The inputs of all calls of a procedure. */
    sent: (path: string) =>
      server.requests
        .filter((request) => request.path === path)
        .map(({ body }) => JSON.parse(body || '{}') as Input & { context?: Record<string, unknown> }),
    /** If the function returns a response for a path, now or later, it replaces the server's response. */
    answerWith: (answer: typeof state.answer) => void (state.answer = answer),
    refuse: (at: string, failure: object, message: string) => {
      state.answer = (path) => (path === at ? errorOf(412, failure, undefined, message) : undefined);
    },
  };
}

/** A storage in memory. */
export function aStorage(first: Record<string, string> = {}) {
  const items = new Map(Object.entries(first));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

export function aBlockedStorage() {
  const refuse = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  return { getItem: refuse, setItem: refuse, removeItem: refuse };
}
