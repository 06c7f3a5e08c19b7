import { freezeJson, isSameJson, SessionOverrides, type JsonValue, type RulesetVersion } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import type { ApiClient } from './api-client.ts';
import { isForbiddenBy, isNotOurs, NO_OVERRIDES, problemOf, type OverridesState } from './overrides-state.ts';
import { keeperIn, wishIn, type KeptSession, type UrlOverrides, type Wish } from './url-overrides.ts';
import { withTimeout } from './with-timeout.ts';

export type OverrideSessionOptions = {
  readonly api: ApiClient;
  readonly environment: string | undefined;
  readonly urlOverrides: UrlOverrides | undefined;
  /** The session of the application's own context, which goes before any of ours. */
  readonly ownId: () => string | undefined;
  readonly onState: (state: OverridesState) => void;
  /** Flags have to be asked for anew: for another session, or because this one has changed. */
  readonly onChanged: () => void;
};

export type OverrideSession = {
  /** The session that evaluations are for. */
  id(): string | undefined;
  /** Whether the address asks for something that the server has not answered yet. */
  isAsking(): boolean;
  start(): void;
  stop(): void;
  /** Reads again what the session has, where that may have changed with the version or because an override has ended. */
  follow(answers: Pick<Answers, 'version' | 'nextChange'>): void;
  set(flagKey: string, value: JsonValue): Promise<void>;
  /** Without a key all, and whatever was still to be set. */
  clear(flagKey?: string): Promise<void>;
};

/** An override that ends makes the next change another one, at the same version. */
type Moment = { readonly version: RulesetVersion; readonly nextChangeAt: string | undefined };
type Look = Moment & { readonly id: string };

const TIMEOUT_MS = 10_000;

/**
 * The session whose overrides an address has asked for. Whether they count the server decides, and what fails here is
 * said in the state: it never rejects, and no evaluation waits for it.
 */
export function createOverrideSession(options: OverrideSessionOptions): OverrideSession {
  const { api, environment, urlOverrides, ownId, onState, onChanged } = options;
  const keeper = keeperIn(urlOverrides?.storage, environment);
  let wish = urlOverrides && wishIn(urlOverrides);
  let kept = keeper.read();
  let state = NO_OVERRIDES;
  let refusal: string | undefined;
  let isForbidden: true | undefined;
  /** Ends when what people have changed is answered; `clear()` begins a new one. */
  let queue = { end: Promise.resolve() };
  let seen: Look | undefined;
  let latest: Moment | undefined;
  let running: { readonly work: 'ask' | 'list' | 'clear'; readonly controller: AbortController } | undefined;

  const id = () => ownId() ?? kept?.sessionId;
  /** A token proves one session; the application may have begun another one since. */
  const token = () => (kept?.sessionId === id() ? kept?.token : undefined);
  const idWithOverrides = () => (kept === undefined ? undefined : id());

  function show(overrides: OverridesState['overrides'], problem?: string): void {
    const isOpen = wish !== undefined || (kept !== undefined && overrides.length === 0);
    const status = isOpen ? 'asking' : refusal !== undefined ? 'refused' : overrides.length > 0 ? 'set' : 'none';
    const next = { status, sessionId: idWithOverrides(), overrides, problem: problem ?? refusal, isForbidden } as const;
    if (isSameJson(next, state)) return;
    state = freezeJson(next);
    onState(state);
  }

  /** One call at a time: the answer to an older one would undo what a newer one has brought. */
  async function call<T>(work: 'ask' | 'list' | 'clear', send: (signal: AbortSignal) => Promise<T>): Promise<Said<T>> {
    running?.controller.abort();
    const own = (running = { work, controller: new AbortController() });
    const { signal } = own.controller;
    try {
      // A moment later: React's StrictMode mounts, unmounts and mounts again at once, and that is to ask once.
      await Promise.resolve();
      signal.throwIfAborted();
      const answer = await withTimeout(TIMEOUT_MS, signal, send);
      return signal.aborted ? { kind: 'unwanted' } : { kind: 'answer', answer };
    } catch (error) {
      return signal.aborted ? { kind: 'unwanted' } : { kind: 'problem', error };
    } finally {
      if (running === own) running = undefined;
    }
  }

  async function ask(asked: Wish): Promise<void> {
    refusal = undefined;
    show(state.overrides);
    const session = { environment, sessionId: id(), token: token() };
    const said = await call('ask', async (signal) =>
      read(await api.overrides.setSession.mutate({ ...session, ...asked }, { signal })),
    );
    if (said.kind === 'unwanted') return;
    if (asked === wish) wish = undefined;
    if (said.kind === 'answer') {
      take(said.answer);
      // Also where the session is the same as before: it has something new.
      return onChanged();
    }
    refusal = `Nothing was overridden. ${problemOf(said.error, asked)}`;
    isForbidden = isForbiddenBy(said.error) || isForbidden;
    show(state.overrides);
    look();
  }

  function look(): void {
    const sessionId = idWithOverrides();
    if (sessionId === undefined || latest === undefined || (running && running.work !== 'list')) return;
    const look = { id: sessionId, ...latest };
    if (!isSameJson(seen, look)) void list(look);
  }

  async function list(look: Look): Promise<void> {
    seen = look;
    const said = await call('list', async (signal) =>
      read(await api.overrides.forSession.query({ environment, sessionId: look.id, token: token() }, { signal })),
    );
    if (said.kind === 'answer') return take(said.answer);
    // So that the next answers, of whatever version, ask again.
    if (seen === look) seen = undefined;
    if (said.kind === 'problem' && isNotOurs(said.error)) {
      keep(undefined);
      return show([]);
    }
    if (said.kind === 'problem') show(state.overrides, `What is overridden is not known. ${problemOf(said.error)}`);
  }

  function take({ sessionId, token: given, overrides }: SessionOverrides): void {
    keep(overrides.length > 0 ? { sessionId, token: given ?? token() } : undefined);
    show(overrides.map(({ flagKey, value, expiresAt }) => ({ flagKey, value, expiresAt })));
  }

  function keep(next: KeptSession | undefined): void {
    const before = kept;
    kept = next;
    keeper.keep(next);
    if (next?.sessionId !== before?.sessionId) onChanged();
  }

  async function clear(flagKey?: string): Promise<void> {
    const sessionId = idWithOverrides();
    refusal = undefined;
    if (flagKey === undefined) wish = undefined;
    if (sessionId === undefined) {
      running?.controller.abort();
      return show([]);
    }
    const said = await call('clear', (signal) =>
      api.overrides.clearSession.mutate({ environment, sessionId, token: token(), flagKey }, { signal }),
    );
    if (said.kind === 'unwanted') return;
    if (said.kind === 'problem') return show(state.overrides, `Nothing was cleared. ${problemOf(said.error)}`);
    const rest = flagKey === undefined ? [] : state.overrides.filter((override) => override.flagKey !== flagKey);
    keep(rest.length > 0 ? kept : undefined);
    show(rest);
    if (rest.length > 0) onChanged();
  }

  /** In the order in which people asked, each after the answer to the one before, which it would cut off otherwise. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const own = queue;
    own.end = own.end.then(() => (own === queue ? work() : undefined));
    return own.end;
  }

  return {
    id,
    isAsking: () => wish !== undefined,
    start: () => {
      if (wish) queue = { end: ask(wish) };
      else show(state.overrides);
    },
    stop: () => running?.controller.abort(),
    follow: ({ version, nextChange }) => {
      latest = { version, nextChangeAt: nextChange?.at };
      look();
    },
    set: (flagKey, value) => inTurn(() => ask({ overrides: [{ flagKey, value }] })),
    clear: (flagKey) => {
      if (flagKey !== undefined) return inTurn(() => clear(flagKey));
      queue = { end: clear() };
      return queue.end;
    },
  };
}

type Said<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'problem'; readonly error: unknown }
  | { readonly kind: 'unwanted' };

function read(payload: unknown): SessionOverrides {
  const { data } = SessionOverrides.safeParse(payload);
  if (!data) throw new Error('it sent something else than session overrides');
  return data;
}
