import { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import type { PGlite } from '@electric-sql/pglite';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';

/** The `pg_notify` channel for tables in the schema `public`, which is the default. */
const CHANNEL = 'ruleset_changed';

/**
 * SQL for the channel of the current schema, so that instances in several schemas of one database do not wake each other. The
 * cast to `name` truncates it to PostgreSQL's limit; if two schemas then share a channel, they only wake each other
 * needlessly.
 */
export const CHANNEL_SQL = `('${CHANNEL}' || coalesce('_' || nullif(current_schema(), 'public'), ''))::name::text`;

/** The payload of a notification, which does not contain the change. `environment` is `null` for keys and people. */
export const ChangeHint = z.strictObject({ environment: EnvironmentKey.nullable(), version: RulesetVersion });
export type ChangeHint = z.infer<typeof ChangeHint>;

export type HintListener = (hint: ChangeHint) => void;
export type StopListening = () => Promise<void>;

const RECONNECT_MS = 1_000;
const CHECK_MS = 2_000;
/**
 * Returns no row if the connection no longer listens, or if its server became read-only and another one sends the
 * notifications.
 */
const STILL_LISTENS = `select 1 from pg_listening_channels() as channel
  where channel = ${CHANNEL_SQL} and not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'`;

/** Called when a connection starts or stops listening. */
type StateListener = (isListening: boolean) => void;

/**
 * Keeps a separate connection, and replaces it if it breaks or hangs: silence does not prove that nothing changed.
 *
 * @param newClient creates clients whose statements have a timeout.
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
    // Not `end`, which would wait for an answer that a hung server never sends.
    const closeSocket = () => client.connection.stream.destroy();
    signal.addEventListener('abort', closeSocket);
    client.on('notification', ({ payload }) => reportHint(payload, onHint));
    try {
      await client.connect();
      const { rows } = await client.query<{ channel: string }>(`select ${CHANNEL_SQL} as channel`);
      await client.query(`listen ${client.escapeIdentifier(rows[0]?.channel ?? CHANNEL)}`);
      onState(true);
      await waitUntilBroken(client, signal);
    } catch {
      // Version polling continues in the meantime, and its failures are logged.
    }
    onState(false);
    closeSocket();
    await client.end().catch(() => undefined);
    signal.removeEventListener('abort', closeSocket);
    if (!signal.aborted) await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Returns or throws as soon as it finds that the connection no longer listens. */
async function waitUntilBroken(client: pg.Client, signal: AbortSignal): Promise<void> {
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
    .then((pglite) => pglite.listen(CHANNEL, (payload) => reportHint(payload, onHint)))
    // If the database cannot be opened, polling fails too, and that failure is logged.
    .catch(() => undefined);
  return async () => (await listening)?.();
}

/** Ignores invalid payloads: any client of the database can notify on the channel. */
function reportHint(payload: string | undefined, onHint: HintListener): void {
  try {
    onHint(ChangeHint.parse(JSON.parse(payload ?? '')));
  } catch {
    return;
  }
}
