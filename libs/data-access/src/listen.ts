import { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import type { PGlite } from '@electric-sql/pglite';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';

/** The channel of `pg_notify`. */
export const CHANNEL = 'ruleset_changed';

/** What is notified: that something changed, never what. Keys and people belong to no environment: `null`. */
export const ChangeHint = z.strictObject({ environment: EnvironmentKey.nullable(), version: RulesetVersion });
export type ChangeHint = z.infer<typeof ChangeHint>;

export type HintListener = (hint: ChangeHint) => void;
export type StopListening = () => Promise<void>;

const RECONNECT_MS = 1_000;

/** Keeps a connection of its own, and makes a new one when it breaks. */
export function listenOnPostgres(newClient: () => pg.Client, onHint: HintListener): StopListening {
  const stopped = new AbortController();
  const running = keepListening(newClient, onHint, stopped.signal);
  return async () => {
    stopped.abort();
    await running;
  };
}

async function keepListening(newClient: () => pg.Client, onHint: HintListener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const client = newClient();
    // Not `end`, which waits for an answer that a server that hangs never gives.
    const hangUp = () => client.connection.stream.destroy();
    signal.addEventListener('abort', hangUp);
    const ended = new Promise<void>((resolve) => {
      client.on('end', resolve);
      client.on('error', () => resolve());
    });
    client.on('notification', ({ payload }) => report(payload, onHint));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await ended;
    } catch {
      // The version poll goes on meanwhile, and its failures are logged.
    }
    await client.end().catch(() => undefined);
    signal.removeEventListener('abort', hangUp);
    if (!signal.aborted) await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

export function listenOnPglite(client: () => Promise<PGlite>, onHint: HintListener): StopListening {
  const listening = client()
    .then((pglite) => pglite.listen(CHANNEL, (payload) => report(payload, onHint)))
    // What cannot be opened cannot be polled either, and that is logged.
    .catch(() => undefined);
  return async () => (await listening)?.();
}

/** Anybody may notify on a channel: what is not ours is nothing to us. */
function report(payload: string | undefined, onHint: HintListener): void {
  try {
    onHint(ChangeHint.parse(JSON.parse(payload ?? '')));
  } catch {
    return;
  }
}
