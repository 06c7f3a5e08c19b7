import { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import type { PGlite } from '@electric-sql/pglite';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';

/** The channel of `pg_notify` for tables in the schema `public`, where they are unless an administrator decides otherwise. */
const CHANNEL = 'ruleset_changed';

/**
 * SQL for the channel of the schema in use, so that instances in several schemas of one database do not wake each other. As
 * a `name` it is cut to the length that PostgreSQL permits: two schemas that share a channel then only wake each other
 * needlessly.
 */
export const CHANNEL_SQL = `('${CHANNEL}' || coalesce('_' || nullif(current_schema(), 'public'), ''))::name::text`;

/** What is notified: that something changed, never what. Keys and people belong to no environment: `null`. */
export const ChangeHint = z.strictObject({ environment: EnvironmentKey.nullable(), version: RulesetVersion });
export type ChangeHint = z.infer<typeof ChangeHint>;

export type HintListener = (hint: ChangeHint) => void;
export type StopListening = () => Promise<void>;

const RECONNECT_MS = 1_000;
const CHECK_MS = 2_000;
/**
 * Finds no row on a connection that does not listen any more, or is left on a server that became read-only: changes are
 * notified elsewhere.
 */
const STILL_LISTENS = `select 1 from pg_listening_channels() as channel
  where channel = ${CHANNEL_SQL} and not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'`;

/** Called when a connection begins or ceases to listen. */
type StateListener = (isListening: boolean) => void;

/**
 * Keeps a connection of its own, and replaces it when it breaks or hangs: silence is not evidence that nothing changed.
 *
 * @param newClient makes clients whose statements have a timeout.
 */
export function listenOnPostgres(
  newClient: () => pg.Client,
  onHint: HintListener,
  onState: StateListener,
): StopListening {
  const stopped = new AbortController();
  const running = keepListening(newClient, onHint, onState, stopped.signal);
  return async () => {
    stopped.abort();
    await running;
  };
}

async function keepListening(
  newClient: () => pg.Client,
  onHint: HintListener,
  onState: StateListener,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = newClient();
    // Not `end`, which waits for an answer that a server that hangs never gives.
    const hangUp = () => client.connection.stream.destroy();
    signal.addEventListener('abort', hangUp);
    client.on('notification', ({ payload }) => report(payload, onHint));
    try {
      await client.connect();
      const { rows } = await client.query<{ channel: string }>(`select ${CHANNEL_SQL} as channel`);
      await client.query(`listen ${client.escapeIdentifier(rows[0]?.channel ?? CHANNEL)}`);
      onState(true);
      await untilBroken(client, signal);
    } catch {
      // The version poll goes on in the meantime, and its failures are logged.
    }
    onState(false);
    hangUp();
    await client.end().catch(() => undefined);
    signal.removeEventListener('abort', hangUp);
    if (!signal.aborted) await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Returns, or fails, as soon as the connection is known not to listen. */
async function untilBroken(client: pg.Client, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  client.on('end', () => ended.abort());
  client.on('error', () => ended.abort());
  for (;;) {
    await delay(CHECK_MS, undefined, { signal: AbortSignal.any([signal, ended.signal]) });
    const { rowCount } = await client.query(STILL_LISTENS);
    if (rowCount !== 1) return;
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
