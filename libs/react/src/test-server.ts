import { aFlagServer, answerOf, errorOf, withSessions } from '@burgee/testing';

type Values = Record<string, boolean | number | string | object>;
type State = {
  values: Values;
  /** Delays evaluations until it resolves. */
  delay?: Promise<void>;
  /** The message with which all overrides are refused as not permitted. */
  refusal?: string;
  /** The message with which a single override is refused as invalid. */
  failure?: string;
  /** Values of emergency overrides, which take precedence over session overrides. */
  emergency: Values;
};

/** A flag server whose flags have values, session overrides and emergency overrides. */
export function aServer(values: Values) {
  const server = aFlagServer();
  const sessions = withSessions(server);
  const state = Object.assign<typeof server.state, State>(server.state, { values, emergency: {} });
  const { overridesFor } = state;
  state.flagsFor = () => answersOf(state.values);
  state.overridesFor = (context) => ({ ...overridesFor(context), ...answersOf(state.emergency) });
  sessions.answerWith((path) => {
    if (path === 'evaluate') return state.delay?.then(() => undefined);
    if (!path.startsWith('session-overrides')) return undefined;
    const refusal = { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' };
    if (state.refusal) return errorOf(403, refusal, undefined, state.refusal);
    return state.failure ? errorOf(400, null, undefined, state.failure) : undefined;
  });

  return {
    ...server,
    state,
    /** The contexts of all evaluations. */
    contexts: () => sessions.sent('evaluate').map(({ context }) => context),
    /** How often session overrides were requested. */
    overridden: () => sessions.sent('session-overrides').length,
    /** Changes flags and announces a new version on the streams. */
    publish: (next: Values) => {
      state.values = { ...state.values, ...next };
      server.publish(answersOf(state.values));
    },
  };
}
export type TestServer = ReturnType<typeof aServer>;

function answersOf(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, answerOf(value)]));
}
