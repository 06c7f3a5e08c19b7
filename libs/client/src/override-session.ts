import { freezeJson, isSameJson, type JsonValue, type RulesetVersion, SessionOverrides } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import type { ApiClient } from './api-client.ts';
import {
  describeOverrideFailure,
  isForbiddenError,
  isForeignSession,
  NO_OVERRIDES,
  type OverridesState,
} from './overrides-state.ts';
import {
  createSessionKeeper,
  readRequestedOverrides,
  type RequestedOverrides,
  type StoredSession,
  type UrlOverrides,
} from './url-overrides.ts';
import { withTimeout } from './with-timeout.ts';

export type OverrideSessionOptions = {
  readonly api: ApiClient;
  readonly environment: string | undefined;
  readonly urlOverrides: UrlOverrides | undefined;
  /** The session in the application's own context, which takes precedence over the client's session. */
  readonly ownId: () => string | undefined;
  readonly onState: (state: OverridesState) => void;
  /** Called when flags must be evaluated again, for another session or because this one has changed. */
  readonly onChanged: () => void;
};

export type OverrideSession = {
  /** The session to evaluate for. */
  id(): string | undefined;
  /** Whether the URL's overrides have not been answered yet. */
  isAsking(): boolean;
  start(): void;
  stop(): void;
  /** Lists the session's overrides again if the version has changed or an override may have expired. */
  follow(answers: Pick<Answers, 'version' | 'nextChange'>): void;
  set(flagKey: string, value: JsonValue): Promise<void>;
  /** Without a key, clears all overrides, including pending ones. */
  clear(flagKey?: string): Promise<void>;
};

/** An override that expires changes `nextChangeAt` at the same version. */
type Freshness = { readonly version: RulesetVersion; readonly nextChangeAt: string | undefined };
type ListedAt = Freshness & { readonly id: string };

const TIMEOUT_MS = 10_000;

/**
 * The session with the overrides that a URL or the application requested. The server decides whether they apply. Failures
 * are reported in the state: nothing here rejects, and no evaluation waits for it.
 */
export function createOverrideSession(options: OverrideSessionOptions): OverrideSession {
  const { api, environment, urlOverrides, ownId, onState, onChanged } = options;
  const keeper = createSessionKeeper(urlOverrides?.storage, environment);
  let requested = urlOverrides && readRequestedOverrides(urlOverrides);
  let kept = keeper.read();
  let state = NO_OVERRIDES;
  let refusal: string | undefined;
  let isForbidden: true | undefined;
  /** Ends when all requested changes are answered; `clear()` begins a new queue. */
  let queue = { end: Promise.resolve() };
  let seen: ListedAt | undefined;
  let latest: Freshness | undefined;
  let running: { readonly work: 'ask' | 'list' | 'clear'; readonly controller: AbortController } | undefined;

  const id = () => ownId() ?? kept?.sessionId;
  /** A token proves only its own session, and the application may have begun another one since. */
  const token = () => (kept?.sessionId === id() ? kept?.token : undefined);
  const idWithOverrides = () => (kept === undefined ? undefined : id());

  function updateState(overrides: OverridesState['overrides'], problem?: string): void {
    const isOpen = requested !== undefined || (kept !== undefined && overrides.length === 0);
    const status = isOpen ? 'asking' : refusal !== undefined ? 'refused' : overrides.length > 0 ? 'set' : 'none';
    const next = { status, sessionId: idWithOverrides(), overrides, problem: problem ?? refusal, isForbidden } as const;
    if (isSameJson(next, state)) return;
    state = freezeJson(next);
    onState(state);
  }

  /** Runs one call at a time, because the answer to an older one would undo a newer one. */
  async function call<T>(
    work: 'ask' | 'list' | 'clear',
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<CallResult<T>> {
    running?.controller.abort();
    const own = (running = { work, controller: new AbortController() });
    const { signal } = own.controller;
    try {
      // Deferred, because React's StrictMode mounts, unmounts and mounts again, which must send only one request.
      await Promise.resolve();
      signal.throwIfAborted();
      const answer = await withTimeout(TIMEOUT_MS, signal, send);
      return signal.aborted ? { kind: 'superseded' } : { kind: 'answer', answer };
    } catch (error) {
      return signal.aborted ? { kind: 'superseded' } : { kind: 'problem', error };
    } finally {
      if (running === own) running = undefined;
    }
  }

  async function sendRequest(request: RequestedOverrides): Promise<void> {
    refusal = undefined;
    updateState(state.overrides);
    const session = { environment, sessionId: id(), token: token() };
    const result = await call('ask', async (signal) =>
      read(await api.overrides.setSession.mutate({ ...session, ...request }, { signal })),
    );
    if (result.kind === 'superseded') return;
    if (request === requested) requested = undefined;
    if (result.kind === 'answer') {
      acceptOverrides(result.answer);
      // Even if the session is the same as before, its overrides have changed.
      return onChanged();
    }
    refusal = `Nothing was overridden. ${describeOverrideFailure(result.error, request)}`;
    isForbidden = isForbiddenError(result.error) || isForbidden;
    updateState(state.overrides);
    listIfOutdated();
  }

  function listIfOutdated(): void {
    const sessionId = idWithOverrides();
    if (sessionId === undefined || latest === undefined || (running && running.work !== 'list')) return;
    const target = { id: sessionId, ...latest };
    if (!isSameJson(seen, target)) void listOverrides(target);
  }

  async function listOverrides(target: ListedAt): Promise<void> {
    seen = target;
    const result = await call('list', async (signal) =>
      read(await api.overrides.forSession.query({ environment, sessionId: target.id, token: token() }, { signal })),
    );
    if (result.kind === 'answer') return acceptOverrides(result.answer);
    // So that the next answers, at any version, list again.
    if (seen === target) seen = undefined;
    if (result.kind === 'problem' && isForeignSession(result.error)) {
      keep(undefined);
      return updateState([]);
    }
    if (result.kind === 'problem')
      updateState(state.overrides, `The overrides could not be loaded. ${describeOverrideFailure(result.error)}`);
  }

  function acceptOverrides({ sessionId, token: given, overrides }: SessionOverrides): void {
    keep(overrides.length > 0 ? { sessionId, token: given ?? token() } : undefined);
    updateState(overrides.map(({ flagKey, value, expiresAt }) => ({ flagKey, value, expiresAt })));
  }

  function keep(next: StoredSession | undefined): void {
    const before = kept;
    kept = next;
    keeper.keep(next);
    if (next?.sessionId !== before?.sessionId) onChanged();
  }

  async function clear(flagKey?: string): Promise<void> {
    const sessionId = idWithOverrides();
    refusal = undefined;
    if (flagKey === undefined) requested = undefined;
    if (sessionId === undefined) {
      running?.controller.abort();
      return updateState([]);
    }
    const result = await call('clear', (signal) =>
      api.overrides.clearSession.mutate({ environment, sessionId, token: token(), flagKey }, { signal }),
    );
    if (result.kind === 'superseded') return;
    if (result.kind === 'problem')
      return updateState(state.overrides, `Nothing was cleared. ${describeOverrideFailure(result.error)}`);
    const rest = flagKey === undefined ? [] : state.overrides.filter((override) => override.flagKey !== flagKey);
    keep(rest.length > 0 ? kept : undefined);
    updateState(rest);
    if (rest.length > 0) onChanged();
  }

  /** Runs changes in order, each after the answer to the previous one, because it would abort that one otherwise. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    const own = queue;
    own.end = own.end.then(() => (own === queue ? work() : undefined));
    return own.end;
  }

  return {
    id,
    isAsking: () => requested !== undefined,
    start: () => {
      if (requested) queue = { end: sendRequest(requested) };
      else updateState(state.overrides);
    },
    stop: () => running?.controller.abort(),
    follow: ({ version, nextChange }) => {
      latest = { version, nextChangeAt: nextChange?.at };
      listIfOutdated();
    },
    set: (flagKey, value) => enqueue(() => sendRequest({ overrides: [{ flagKey, value }] })),
    clear: (flagKey) => {
      if (flagKey !== undefined) return enqueue(() => clear(flagKey));
      queue = { end: clear() };
      return queue.end;
    },
  };
}

type CallResult<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'problem'; readonly error: unknown }
  | { readonly kind: 'superseded' };

function read(payload: unknown): SessionOverrides {
  const { data } = SessionOverrides.safeParse(payload);
  if (!data) throw new Error('it did not send session overrides');
  return data;
}
