import { type Keys, repeat } from '@burgee/api';
import { isSameJson } from '@burgee/contracts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { OpenStreams } from './open-streams.ts';

type AccessWatchOptions = {
  readonly streams: OpenStreams;
  readonly sessions: Pick<SignIn, 'callersOf'>;
  readonly keys: Pick<Keys, 'endExpired'>;
  readonly now: () => Date;
};

/** Together with a query's deadline, this stays far below the 5 s within which streams must end on every server. */
const CHECK_MS = 1_000;

/**
 * Ends streams whose access ends: a token or key expires, a session ends on any server, or a person is disabled or gets
 * another role. Returns a function that stops it.
 */
export function watchAccess({ streams, sessions, keys, now }: AccessWatchOptions): () => Promise<void> {
  const expiry = setInterval(() => {
    streams.endExpired(now().getTime());
    keys.endExpired();
  }, CHECK_MS);
  const stopSessions = repeat({
    everyMs: CHECK_MS,
    isEager: false,
    task: () => endWithSessions(streams, sessions),
    // Losing the database ends no stream (R5); the next round asks again.
    onFailed: () => undefined,
  });
  return async () => {
    clearInterval(expiry);
    await stopSessions();
  };
}

/** Runs one query for all open streams, and none if no signed-in person has one. */
async function endWithSessions(streams: OpenStreams, sessions: Pick<SignIn, 'callersOf'>): Promise<void> {
  const open = streams.ofSessions();
  if (open.length === 0) return;
  const callers = await sessions.callersOf([...new Set(open.map(({ sessionId }) => sessionId))]);
  for (const { sessionId, caller, end } of open) {
    if (!isSameJson(callers.get(sessionId), caller)) end();
  }
}
