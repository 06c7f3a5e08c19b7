import { isSameJson, problemOfContext, type JsonValue, type RulesetVersion } from '@burgee/contracts';
import { takeAnswers } from './answers.ts';
import { createApiClient } from './api-client.ts';
import { createAskedContext } from './asked-context.ts';
import { failureOf, type ClientFailure } from './failure.ts';
import { readerOf, type FlagReader } from './flag-reader.ts';
import type { FlagContext, FlagName } from './flag-types.ts';
import { heldAtFirst, statusOf, type Bootstrap, type Held } from './held.ts';
import { createOverrideSession } from './override-session.ts';
import type { OverridesState } from './overrides-state.ts';
import { createRefreshLoop, type Outcome } from './refresh-loop.ts';
import { defaultRuntime, type ClientRuntime } from './runtime.ts';
import { createStore } from './store.ts';
import { prefixOf, type UrlOverrides } from './url-overrides.ts';
import { createUsedFlags } from './used-flags.ts';
import { watchSharedVersions } from './shared-versions.ts';
import type { Connection } from './version-stream.ts';
import { withTimeout } from './with-timeout.ts';

export type FlagClientOptions = {
  /** Where Burgee is: `https://flags.example.com`, or `''` for the page's own origin. */
  readonly url: string;
  /** An SDK key or a token, where the server asks for one. */
  readonly key?: string | undefined;
  /** The server's own, where none is given. */
  readonly environment?: string | undefined;
  readonly context?: FlagContext | undefined;
  /** What `evaluation.evaluateAll` answered earlier, for this context: what a server rendered with, or a build came with. */
  readonly bootstrap?: Bootstrap | undefined;
  /** Lets the page's address override flags for its session, as `?ff_checkout=on`, where the server permits that (S400.8). */
  readonly urlOverrides?: UrlOverrides | undefined;
  /** `false`: stays offline, without any side effect, until `connect()` is called. */
  readonly connect?: boolean | undefined;
  readonly runtime?: Partial<ClientRuntime> | undefined;
};

export type FlagClient = FlagReader & {
  /** What was held at first: what a server has rendered with, and a browser must hydrate with. */
  readonly initial: FlagReader & Pick<FlagClient, 'overrides'>;
  /** The overrides of this session. The same object as before for as long as nothing changes. */
  overrides(): OverridesState;
  /**
   * Gives the flag a value of its own in this session, where the environment permits that. A text is read as the flag's
   * type asks: a variant's key, a number, JSON. Never rejects: where it is refused, `overrides().problem` says why.
   */
  setOverride(key: FlagName, value: JsonValue): Promise<void>;
  /** Takes that of one flag away, or all, here and on the server. Never rejects, as `setOverride`. */
  clearOverrides(key?: FlagName): Promise<void>;
  /** What stands before a flag's key in an address that overrides it; `undefined` where addresses are not read. */
  readonly overridePrefix: string | undefined;
  /** The flags that were asked for by now, also such as do not exist. The same set as before until another one is. */
  usedFlags(): ReadonlySet<string>;
  /** Counts a flag as asked for that was read out of `all()`. */
  noteUse(key: FlagName): void;
  /** The context as it is sent: a frozen copy, with dates as ISO text. Empty if the one that was set cannot be sent. */
  context(): FlagContext;
  /** Calls `listener` whenever an answer, the status, an override or the flags in use have changed, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /**
   * Asks for somebody else; what is held stays until the answers for them are here. For a context that JSON cannot carry,
   * such as one with a `Map` or a BigInt, every flag is off, fallbacks serve, and `status().error` says why.
   */
  setContext(context: FlagContext): void;
  /** Asks again, and goes on with what is held meanwhile. */
  refresh(): void;
  /** Resolves when the answers are here, for the context and with what the address overrides, or after 3 s; at once where the context is not valid. Never rejects. */
  ready(): Promise<void>;
  connect(): void;
  /** Ends all that runs; what is held can still be read, and `connect()` begins again. */
  close(): void;
};

const READY_WITHIN_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** W9.9. A fifth of both is random, or all who heard of one change or lost one server would ask again in the same instant. */
const FRESH_FOR_MS = 5 * 60_000;
const POLL_EVERY_MS = 30_000;
/** After an instant that changes results for everyone, the requests of thousands of clients are spread over this long. */
const CHANGE_SPREAD_MS = 500;

/**
 * Holds the answers for one context, and keeps them current: every version that the stream tells is fetched. Answers are
 * read from memory; nothing that fails or is slow outside can make a read fail or wait (R1).
 */
export function createFlagClient(options: FlagClientOptions): FlagClient {
  const { url, key, environment, context = {}, bootstrap, urlOverrides, connect: connectsAtOnce = true } = options;
  const runtime: ClientRuntime = { ...defaultRuntime, ...options.runtime };
  const api = createApiClient({ url, token: key, fetch: runtime.fetch });
  const asked = createAskedContext(context);
  const initial = heldAtFirst(bootstrap, environment, asked.problem());
  const store = createStore(initial);
  const used = createUsedFlags(() => store.set({ ...store.get() }));
  const loop = createRefreshLoop({ load, isBehind, intervalMs, random: runtime.random });
  let announced: RulesetVersion | undefined;
  /** When time changes what is held, by this device's clock. */
  let changeDueAt: number | undefined;
  let stopWatching: (() => void) | undefined;
  const session = createOverrideSession({
    api,
    environment,
    urlOverrides,
    ownId: () => asked.get().sessionId,
    onState: (overrides) => hold({ overrides }),
    onChanged: askAnew,
  });

  function hold(change: Partial<Omit<Held, 'status'>>): void {
    const next = { ...store.get(), ...change };
    const status = statusOf(next);
    store.set({ ...next, status: isSameJson(status, next.status) ? next.status : status });
  }

  async function load(signal: AbortSignal): Promise<Outcome> {
    const announcedBefore = announced;
    try {
      const sent = contextOfSession();
      // The server would refuse it, each time again.
      const problem = asked.problem() ?? problemOfContext(sent);
      if (problem !== undefined) return failed({ message: problem });
      const payload: unknown = await withTimeout(REQUEST_TIMEOUT_MS, signal, (either) =>
        api.evaluation.evaluateAll.query({ context: sent, environment }, { signal: either }),
      );
      // Aborted means that somebody else is asked for by now, even where the answer arrived all the same.
      if (signal.aborted) return 'done';
      return take(payload, announcedBefore);
    } catch (error) {
      return signal.aborted ? 'done' : failed(failureOf(error, runtime.now()));
    }
  }

  function take(payload: unknown, announcedBefore: RulesetVersion | undefined): Outcome {
    const taken = takeAnswers(payload, { environment, held: store.get().answers });
    if ('problem' in taken) return failed({ message: taken.problem });
    const { answers } = taken;
    hold({ answers, updatedAt: runtime.now(), isForContext: true, requestFailure: undefined });
    changeDueAt = answers.nextChange && runtime.now() + answers.nextChange.afterMs;
    session.follow(answers);
    if (announcedBefore === undefined || answers.version >= announcedBefore) return 'done';
    // It was announced before it was asked for: a replica that is behind, which needs a moment.
    return failed({ message: `Version ${announcedBefore} was announced, but version ${answers.version} was sent.` });
  }

  function contextOfSession() {
    const sessionId = session.id();
    return sessionId === undefined ? asked.get() : { ...asked.get(), sessionId };
  }

  function setContext(next: FlagContext): void {
    if (!asked.set(next)) return;
    const problem = asked.problem();
    // There will be no answers for it, and those that are held are for somebody else.
    if (problem !== undefined) hold({ answers: undefined, updatedAt: undefined, requestFailure: { message: problem } });
    askAnew();
  }

  function askAnew(): void {
    hold({ isForContext: false });
    if (stopWatching) loop.restart();
  }

  function isBehind(): boolean {
    const { answers } = store.get();
    return announced !== undefined && (answers === undefined || answers.version < announced);
  }

  function failed(failure: ClientFailure): ClientFailure {
    hold({ requestFailure: failure });
    return failure;
  }

  /** Never longer than a timer can run: what changes later than that is known again from an answer in between. */
  function intervalMs(): number {
    const { connection, answers } = store.get();
    const regular = (connection === 'polling' ? POLL_EVERY_MS : FRESH_FOR_MS) * (1 - runtime.random() / 5);
    const untilChange = answers?.nextChange
      ? answers.nextChange.afterMs + runtime.random() * CHANGE_SPREAD_MS
      : Infinity;
    return Math.min(regular, untilChange);
  }

  function onVersion(version: RulesetVersion): void {
    announced = version;
    if (isBehind()) loop.refresh();
  }

  function onConnection(connection: Connection, streamFailure?: ClientFailure): void {
    const before = store.get();
    hold({ connection, streamFailure });
    // A server that streams answers as well: no need to sit out the wait after the last failure.
    // A device that slept did not count the time until the next change.
    const isLate = changeDueAt !== undefined && changeDueAt <= runtime.now();
    const isBack = connection === 'live' && (before.requestFailure !== undefined || isLate);
    if (isBack || (connection === 'polling' && before.connection !== 'polling')) loop.refresh();
  }

  function connect(): void {
    if (stopWatching) return;
    hold({ connection: 'connecting' });
    const place = JSON.stringify([url, environment, key]);
    stopWatching = watchSharedVersions(place, { api, environment, runtime, onVersion, onConnection });
    session.start();
    loop.refresh();
  }

  function isAnswered(): boolean {
    const { answers, isForContext } = store.get();
    return asked.problem() !== undefined || (answers !== undefined && isForContext && !session.isAsking());
  }

  async function ready(): Promise<void> {
    if (isAnswered()) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, READY_WITHIN_MS);
      const stop = store.subscribe(() => isAnswered() && done());
    });
  }

  if (connectsAtOnce) connect();
  return {
    ...readerOf(store.get, used.note),
    initial: { ...readerOf(() => initial), overrides: () => initial.overrides },
    overrides: () => store.get().overrides,
    setOverride: session.set,
    clearOverrides: session.clear,
    overridePrefix: urlOverrides && prefixOf(urlOverrides),
    usedFlags: used.all,
    noteUse: used.note,
    context: asked.get,
    subscribe: store.subscribe,
    setContext,
    refresh: () => void (stopWatching && loop.refresh()),
    ready,
    connect,
    close: () => {
      if (!stopWatching) return;
      stopWatching();
      stopWatching = undefined;
      loop.stop();
      session.stop();
      hold({ connection: 'closed', streamFailure: undefined });
    },
  };
}
