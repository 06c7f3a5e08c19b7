import { freezeJson, isVersion, type WireEvaluation } from '@burgee/contracts/wire';
import { type AnyContext, createFlagLookup } from '@burgee/flags';
import { type Answers, readAnswers, type Source } from './answers.ts';
import { type CopiedContext, copyContext } from './copy-context.ts';
import type { Connection } from './event-stream.ts';
import { watchEvents } from './event-stream.ts';
import { type ClientFailure, toClientFailure } from './failure.ts';
import type { FlagClient, FlagClientOptions, FlagStatus, StaleReason } from './flag-client-types.ts';
import { createFlagReader, NO_FLAGS, reportLater } from './flag-reader.ts';
import { createListeners } from './listeners.ts';
import { isPageHidden, watchPage } from './page.ts';
import { createRefreshLoop, type Outcome } from './refresh-loop.ts';
import { type ClientRuntime, defaultRuntime } from './runtime.ts';
import { isSameJson } from './same-json.ts';
import { createStoredAnswers } from './stored-answers.ts';
import { createTransport } from './transport.ts';

const EMPTY: AnyContext = /* @__PURE__ */ Object.freeze({});

const READY_WITHIN_MS = 3_000;
/** W9.9. A fifth of both is random, so that clients that received the same change do not refetch in the same instant. */
const FRESH_FOR_MS = 300_000;
const POLL_EVERY_MS = 30_000;
/** While changes arrive on the stream, focus and the like refetch at most once in this time. */
const REFOCUS_MS = 5_000;
/** After an instant that changes results for everyone, the requests of thousands of clients are spread over this time. */
const CHANGE_SPREAD_MS = 500;

/**
 * Holds the answers for one context and keeps them current: it fetches every version that the stream announces. Reads come
 * from memory; no failure or delay outside can make a read fail or wait (R1).
 */
export function createFlagClient(options: FlagClientOptions): FlagClient {
  const { url, key, environment, bootstrap, context: firstContext = {}, flags: declared } = options;
  const runtime: ClientRuntime = { ...defaultRuntime, ...options.runtime };
  const transport = createTransport(options, runtime);
  const report = reportLater(options.onProblem);
  const stored = createStoredAnswers(environment, options.storage);
  const listeners = createListeners();
  const lookup = createFlagLookup(declared);
  const loop = createRefreshLoop(load, intervalMs, runtime.random);

  let copied: CopiedContext = freezeJson(copyContext(firstContext));
  let answers: Answers | undefined;
  let source: Source = 'default';
  /** When the server last confirmed the answers. */
  let updatedAt: number | undefined;
  /** Whether the answers are for the current context. */
  let isForContext = true;
  let requestFailure: ClientFailure | undefined;
  let streamFailure: ClientFailure | undefined;
  let connection: Connection = 'idle';
  /** Whether a worker has forbidden to connect, so that the first use connects. */
  let isWaiting = false;
  let status: FlagStatus | undefined;

  let announced: number | undefined;
  /** When time changes the current answers, by this device's clock. */
  let changeDueAt = Infinity;
  let stop: (() => void) | undefined;
  let stopStream: (() => void) | undefined;

  function update(): void {
    const reason =
      answers &&
      (!isForContext
        ? 'context'
        : requestFailure
          ? 'failure'
          : source === 'server'
            ? undefined
            : (source as StaleReason));
    const sent = answers?.sent;
    const next: FlagStatus = {
      state: connection === 'closed' ? 'closed' : !answers ? 'loading' : reason ? 'stale' : 'ready',
      source,
      environment: sent?.environment,
      version: sent?.version,
      updatedAt,
      reason,
      staleSince: reason && (reason === status?.reason ? status.staleSince : runtime.now()),
      connection,
      error: requestFailure ?? streamFailure,
    };
    if (!isSameJson(next, status)) status = freezeJson(next);
    listeners.notify();
  }

  function verifyContext(): void {
    requestFailure = copied.problem ? toClientFailure(copied.problem) : undefined;
    if (requestFailure) report(requestFailure);
  }

  function context(): AnyContext {
    return copied.context ?? EMPTY;
  }

  function contextOfSession(): AnyContext {
    const sessionId = session?.id();
    return sessionId === undefined ? context() : { ...context(), sessionId };
  }

  /** Everything that the answers depend on. */
  const dependencies = () => [url, environment, key, contextOfSession()];

  /** Uses the last known answers for the context, if any; with `olderVersion`, only if they are newer. */
  function useStored(olderVersion?: number): void {
    const kept = copied.context && stored.read(dependencies());
    if (olderVersion !== undefined && !(kept && kept.sent.version > olderVersion)) return;
    answers = kept;
    source = answers ? 'stored' : 'default';
    updatedAt = undefined;
  }

  /** Ignores a bootstrap that must not replace the current answers. */
  function useBootstrap(given: unknown): void {
    try {
      // A copy, because it gets frozen.
      const copy: unknown = JSON.parse(JSON.stringify(given));
      answers = readAnswers(copy, environment, answers, source);
      source = 'bootstrap';
      updatedAt = undefined;
      isForContext = true;
      update();
    } catch (error) {
      failed(`The bootstrap: ${String(error)}`);
    }
  }

  async function load(controller: AbortController, isCurrent: () => boolean): Promise<Outcome> {
    const announcedBefore = announced;
    try {
      if (copied.problem) return failed(copied.problem);
      const asked = dependencies();
      const payload = await transport.call('evaluate', {}, { context: contextOfSession() }, controller);
      if (!isCurrent()) return undefined;
      answers = readAnswers(payload, environment, answers, source);
      source = 'server';
      updatedAt = runtime.now();
      isForContext = true;
      requestFailure = undefined;
      changeDueAt = updatedAt + answers.changesAfterMs;
      update();
      stored.write(asked, answers.sent);
      session?.follow(answers.sent);
      if (announcedBefore === undefined || answers.sent.version >= announcedBefore) return undefined;
      // The version was announced before the request: a replica is behind and needs a moment.
      return failed('The answer is old.');
    } catch (error) {
      return isCurrent() ? failed(error) : undefined;
    }
  }

  function failed(error: unknown): ClientFailure {
    requestFailure = toClientFailure(error);
    update();
    return requestFailure;
  }

  function isBehind(): boolean {
    return announced !== undefined && (!answers || answers.sent.version < announced);
  }

  /** Never longer than a timer can run: a later change is known again from an answer in between. */
  function intervalMs(): number {
    if (isBehind()) return 0;
    return Math.min(
      (connection === 'polling' ? POLL_EVERY_MS : FRESH_FOR_MS) * (1 - runtime.random() / 5),
      (answers?.changesAfterMs ?? Infinity) + runtime.random() * CHANGE_SPREAD_MS,
    );
  }

  function evaluateAgain(): void {
    isForContext = false;
    update();
    if (stop) loop.restart();
  }

  function openStream(): void {
    stopStream ??= watchEvents(
      (signal) => transport.send('stream', announced ? { lastEventId: `${announced}` } : {}, undefined, signal),
      runtime,
      ({ version }, { id }) => {
        if (!isVersion(version)) return;
        // The version is sent twice: if the two differ, bits were flipped in transit (R14).
        if (id !== `${version}`) throw new Error('The stream is corrupt.');
        announced = version;
        if (isBehind()) loop.refresh();
      },
      (next, failure) => {
        const isNew = next !== connection;
        // A timer does not run while a device sleeps, so that it may miss the next change.
        const isLate = changeDueAt <= runtime.now();
        connection = next;
        streamFailure = failure;
        // A server that streams can also answer, so the delay after the last failure is not needed any more.
        const needsRefresh = next === 'live' ? requestFailure || isLate : next === 'polling' && isNew;
        update();
        if (needsRefresh) loop.refresh();
      },
    );
  }

  function closeStream(next: Connection): void {
    stopStream?.();
    stopStream = undefined;
    connection = next;
    streamFailure = undefined;
    update();
  }

  function connect(): void {
    if (stop) return;
    connection = isPageHidden() ? 'paused' : 'connecting';
    update();
    if (connection === 'connecting') openStream();
    stop = watchPage(
      () => closeStream('paused'),
      () => {
        const isFresh = connection === 'live' && runtime.now() - (updatedAt ?? 0) < REFOCUS_MS;
        openStream();
        if (!isFresh) loop.refresh();
      },
    );
    session?.start();
    loop.refresh();
  }

  /** Workers forbid all activity while a module loads. There, the client starts with its first use. */
  function tryToConnect(): void {
    isWaiting = false;
    try {
      connect();
    } catch {
      closeStream('idle');
      isWaiting = true;
    }
  }

  function isAnswered(): boolean {
    return !!copied.problem || (!!answers && isForContext && source !== 'stored' && !session?.isAsking());
  }

  const readerOf = (flags: () => ReadonlyMap<string, WireEvaluation>) => createFlagReader(flags, lookup, report);
  const use = () => {
    if (isWaiting) tryToConnect();
  };
  const currentFlags = () => {
    use();
    return answers?.flags ?? NO_FLAGS;
  };

  const session = options.overrides?.(transport, () => context().sessionId, update, evaluateAgain);
  verifyContext();
  if (bootstrap && !requestFailure) useBootstrap(bootstrap);
  update();
  const initialFlags = currentFlags();
  const initialStatus = status as unknown as FlagStatus;
  useStored(answers?.sent.version);
  update();
  const client: FlagClient = {
    ...readerOf(currentFlags),
    initial: { ...readerOf(() => initialFlags), status: () => initialStatus },
    status: () => status as FlagStatus,
    overrides: session,
    context,
    subscribe: listeners.subscribe,
    setContext: (given, { whileLoading } = {}) => {
      const before = copied;
      const next: CopiedContext = freezeJson(copyContext(given));
      if (isSameJson(before, next)) return;
      copied = next;
      verifyContext();
      const isSameUser = before.context?.userId === next.context?.userId;
      if (requestFailure || (whileLoading ? whileLoading === 'fallback' : !isSameUser)) useStored();
      evaluateAgain();
    },
    hydrate: (given) => {
      useBootstrap(given);
      if (stop) loop.restart();
    },
    snapshot: () => answers?.sent,
    refresh: () => void (stop && loop.refresh()),
    ready: async () => {
      use();
      if (isAnswered()) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          unsubscribe();
          resolve();
        };
        // In Node, it keeps the process alive, because somebody waits for it.
        const timer = setTimeout(done, READY_WITHIN_MS);
        const unsubscribe = listeners.subscribe(() => isAnswered() && done());
      });
    },
    connect,
    close: () => {
      if (!stop) return;
      stop();
      stop = undefined;
      loop.stop();
      session?.stop();
      closeStream('closed');
    },
  };
  if (options.connect !== false) tryToConnect();
  return client;
}
