import { isSameJson, MINUTE_MS, problemOfContext, type RulesetVersion } from '@burgee/contracts';
import type { FlagContext } from '@burgee/flags';
import { takeAnswers } from './answers.ts';
import { createApiClient } from './api-client.ts';
import { createCurrentContext } from './current-context.ts';
import { type ClientFailure, toClientFailure } from './failure.ts';
import type { FlagClient, FlagClientOptions } from './flag-client-types.ts';
import { createFlagReader } from './flag-reader.ts';
import { createInitialState, deriveStatus, type Held } from './held.ts';
import { createOverrideSession } from './override-session.ts';
import { createRefreshLoop, type Outcome } from './refresh-loop.ts';
import { type ClientRuntime, defaultRuntime } from './runtime.ts';
import { watchSharedVersions } from './shared-versions.ts';
import { createStore } from './store.ts';
import { overridePrefixOf } from './url-overrides.ts';
import { createUsedFlags } from './used-flags.ts';
import type { Connection } from './version-stream.ts';
import { withTimeout } from './with-timeout.ts';

const READY_WITHIN_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** W9.9. A fifth of both is random, so that clients that received the same change do not refetch in the same instant. */
const FRESH_FOR_MS = 5 * MINUTE_MS;
const POLL_EVERY_MS = 30_000;
/** After an instant that changes results for everyone, the requests of thousands of clients are spread over this time. */
const CHANGE_SPREAD_MS = 500;

/**
 * Holds the answers for one context and keeps them current: it fetches every version that the stream announces. Reads come
 * from memory; no failure or delay outside can make a read fail or wait (R1).
 */
export function createFlagClient(options: FlagClientOptions): FlagClient {
  const { url, key, environment, context = {}, bootstrap, urlOverrides, connect: connectsAtOnce = true } = options;
  const { flags: declared, onProblem } = options;
  const runtime: ClientRuntime = { ...defaultRuntime, ...options.runtime };
  const api = createApiClient({ url, token: key, fetch: runtime.fetch });
  const currentContext = createCurrentContext(context);
  const initial = createInitialState(bootstrap, environment, currentContext.problem());
  const store = createStore(initial);
  const used = createUsedFlags(() => store.set({ ...store.get() }));
  const loop = createRefreshLoop({ load, isBehind, intervalMs, random: runtime.random });
  let announced: RulesetVersion | undefined;
  /** When time changes the current answers, by this device's clock. */
  let changeDueAt: number | undefined;
  let stopWatching: (() => void) | undefined;
  const session = createOverrideSession({
    api,
    environment,
    urlOverrides,
    ownId: () => currentContext.get().sessionId,
    onState: (overrides) => hold({ overrides }),
    onChanged: evaluateAgain,
  });

  function hold(change: Partial<Omit<Held, 'status'>>): void {
    const next = { ...store.get(), ...change };
    const status = deriveStatus(next);
    store.set({ ...next, status: isSameJson(status, next.status) ? next.status : status });
  }

  async function load(signal: AbortSignal): Promise<Outcome> {
    const announcedBefore = announced;
    try {
      const sent = contextOfSession();
      // The server would reject it on every attempt.
      const problem = currentContext.problem() ?? problemOfContext(sent);
      if (problem !== undefined) return failed({ message: problem });
      const payload: unknown = await withTimeout(REQUEST_TIMEOUT_MS, signal, (either) =>
        api.evaluation.evaluateAll.query({ context: sent, environment }, { signal: either }),
      );
      // Aborted means that the context has changed, even if the answer still arrived.
      if (signal.aborted) return 'done';
      return acceptPayload(payload, announcedBefore);
    } catch (error) {
      return signal.aborted ? 'done' : failed(toClientFailure(error, runtime.now()));
    }
  }

  function acceptPayload(payload: unknown, announcedBefore: RulesetVersion | undefined): Outcome {
    const taken = takeAnswers(payload, { environment, held: store.get().answers });
    if ('problem' in taken) return failed({ message: taken.problem });
    const { answers } = taken;
    hold({ answers, updatedAt: runtime.now(), isForContext: true, requestFailure: undefined });
    changeDueAt = answers.nextChange && runtime.now() + answers.nextChange.afterMs;
    session.follow(answers);
    if (announcedBefore === undefined || answers.version >= announcedBefore) return 'done';
    // The version was announced before the request: a replica is behind and needs a moment.
    return failed({ message: `Version ${announcedBefore} was announced, but version ${answers.version} was sent.` });
  }

  function contextOfSession() {
    const sessionId = session.id();
    return sessionId === undefined ? currentContext.get() : { ...currentContext.get(), sessionId };
  }

  function setContext(next: FlagContext): void {
    if (!currentContext.set(next)) return;
    const problem = currentContext.problem();
    // There will be no answers for it, and the current ones are for another context.
    if (problem !== undefined) hold({ answers: undefined, updatedAt: undefined, requestFailure: { message: problem } });
    evaluateAgain();
  }

  function evaluateAgain(): void {
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

  /** Never longer than a timer can run: a later change is known again from an answer in between. */
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
    // A server that streams can also answer, so the delay after the last failure is not needed any more.
    // A timer does not run while a device sleeps, so that it may miss the next change.
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
    return currentContext.problem() !== undefined || (answers !== undefined && isForContext && !session.isAsking());
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
    ...createFlagReader({ held: store.get, declared, onRead: used.note, onProblem }),
    initial: { ...createFlagReader({ held: () => initial, declared }), overrides: () => initial.overrides },
    overrides: () => store.get().overrides,
    setOverride: session.set,
    clearOverrides: session.clear,
    overridePrefix: urlOverrides && overridePrefixOf(urlOverrides),
    usedFlags: used.all,
    noteUse: used.note,
    context: currentContext.get,
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
