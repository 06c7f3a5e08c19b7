import { freezeJson, isSessionOverrides, type WireFlags, type WireSessionOverrides } from '@burgee/contracts/wire';
import type { CreateOverrideSession, OverrideSession } from './override-host.ts';
import {
  describeOverrideFailure,
  isForbiddenError,
  isForeignSession,
  NO_OVERRIDES,
  type OverridesState,
} from './overrides-state.ts';
import { isSameJson } from './same-json.ts';
import type { Transport } from './transport.ts';
import {
  createSessionKeeper,
  overridePrefixOf,
  readRequestedOverrides,
  type RequestedOverrides,
  type StoredSession,
  type UrlOverrides,
} from './url-overrides.ts';

/** An override that expires changes `nextChangeAt` at the same version. */
type Freshness = { readonly version: number; readonly nextChangeAt: string | undefined };
type ListedAt = Freshness & { readonly id: string };

const PATH = 'session-overrides';
/**
 * The session with the overrides that a URL or the application requested, as the option `overrides` of `createFlagClient`. The
 * server decides whether they apply. Failures are reported in the state: nothing here rejects, and no evaluation waits for it.
 */
export function sessionOverrides(urlOverrides: UrlOverrides = {}): CreateOverrideSession {
  return (transport, ownId, onState, onChanged) =>
    createOverrideSession(transport, urlOverrides, ownId, { onState, onChanged });
}

type Callbacks = { readonly onState: () => void; readonly onChanged: () => void };

function createOverrideSession(
  { call: request, environment }: Transport,
  urlOverrides: UrlOverrides,
  ownId: () => string | undefined,
  { onState, onChanged }: Callbacks,
): OverrideSession {
  const keeper = createSessionKeeper(urlOverrides.storage, environment);
  let requested = readRequestedOverrides(urlOverrides);
  let kept = keeper.read();
  let state = NO_OVERRIDES;
  let refusal: string | undefined;
  let isForbidden: true | undefined;
  /** Ends when all requested changes are answered; `clear()` begins a new queue. */
  let queue = { end: Promise.resolve() };
  let seen: ListedAt | undefined;
  let latest: Freshness | undefined;
  let running: { readonly work: Work; readonly controller: AbortController } | undefined;

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
    onState();
  }

  /** Runs one call at a time, because the answer to an older one would undo a newer one. */
  async function call(work: Work, path: string, body: object): Promise<CallResult> {
    running?.controller.abort();
    const own = (running = { work, controller: new AbortController() });
    try {
      // Deferred, because React's StrictMode mounts, unmounts and mounts again, which must send only one request.
      await Promise.resolve();
      if (running !== own) return { kind: 'superseded' };
      const answer = await request(path, {}, body, own.controller);
      return running === own ? { kind: 'answer', answer } : { kind: 'superseded' };
    } catch (error) {
      return running === own ? { kind: 'problem', error } : { kind: 'superseded' };
    } finally {
      if (running === own) running = undefined;
    }
  }

  function stop(): void {
    running?.controller.abort();
    running = undefined;
  }

  async function sendRequest(request: RequestedOverrides): Promise<void> {
    refusal = undefined;
    updateState(state.overrides);
    const result = readAnswer(await call('ask', PATH, { sessionId: id(), token: token(), ...request }));
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
    const result = readAnswer(await call('list', `${PATH}/list`, { sessionId: target.id, token: token() }));
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

  function acceptOverrides({ sessionId, token: given, overrides }: WireSessionOverrides): void {
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
      stop();
      return updateState([]);
    }
    const result = await call('clear', `${PATH}/clear`, { sessionId, token: token(), flagKey });
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
    state: () => state,
    prefix: urlOverrides.search === undefined ? undefined : overridePrefixOf(urlOverrides),
    id,
    isAsking: () => requested !== undefined,
    start: () => {
      if (requested) queue = { end: sendRequest(requested) };
      else updateState(state.overrides);
    },
    stop,
    follow: ({ version, nextChangeAt }: WireFlags) => {
      latest = { version, nextChangeAt };
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

type Work = 'ask' | 'list' | 'clear';
type CallResult<T = unknown> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'problem'; readonly error: unknown }
  | { readonly kind: 'superseded' };

/** An answer of another shape is a problem. */
function readAnswer(result: CallResult): CallResult<WireSessionOverrides> {
  if (result.kind !== 'answer') return result;
  const { answer } = result;
  return isSessionOverrides(answer)
    ? { kind: 'answer', answer }
    : { kind: 'problem', error: 'it did not send session overrides' };
}
