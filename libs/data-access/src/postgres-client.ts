import type pg from 'pg';
import { type Encryption, parseEncryption } from './encryption.ts';
import { GuardedClient } from './guarded-client.ts';

export type PostgresClientConfig = pg.ClientConfig & {
  readonly connectionString: string;
  readonly connectionTimeoutMillis: number;
  /** Runs before the connection counts as open. */
  readonly sessionSql: string;
};

/** Failures that are unrelated to encryption, or after which another attempt would take even longer. */
const NOT_ABOUT_ENCRYPTION = /timeout|Connection terminated/;

/** A client whose connections count as open only once their session has our settings. Also the `Client` of our pools. */
export class PostgresClient extends GuardedClient {
  readonly #config: PostgresClientConfig;
  /** The ways to connect that remain if the first fails. */
  readonly #fallbacks: readonly Encryption[];

  constructor(config: PostgresClientConfig) {
    const { url, attempts: [ssl, ...fallbacks] = [] } = parseEncryption(config.connectionString);
    const own = { ...config, connectionString: url };
    super(ssl === undefined ? own : { ...own, ssl });
    this.#config = own;
    this.#fallbacks = fallbacks;
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<pg.Client> | void {
    const connected = this.#connect();
    if (!callback) return connected;
    connected.then(
      () => callback(null),
      (error: Error) => callback(error),
    );
  }

  async #connect(): Promise<pg.Client> {
    const { sessionSql: text, connectionTimeoutMillis: query_timeout } = this.#config;
    await this.#connectAnyWay();
    try {
      const query = { text, query_timeout };
      await this.query(query);
    } catch (error) {
      // Pools assume that a client which failed to connect has no open socket.
      this.connection.stream.destroy();
      throw error;
    }
    return this;
  }

  async #connectAnyWay(): Promise<void> {
    const failures: Error[] = [];
    for (const ssl of [undefined, ...this.#fallbacks]) {
      if (ssl !== undefined) this.#reset(ssl);
      let isReached = false;
      this.connection.once('connect', () => (isReached = true));
      try {
        await super.connect();
        return;
      } catch (error) {
        failures.push(error as Error);
        if (!isReached || NOT_ABOUT_ENCRYPTION.test((error as Error).message)) break;
      }
    }
    if (failures.length > 1) throw new AggregateError(failures, 'every way to connect failed');
    throw failures[0] as Error;
  }

  /** `pg` connects each client only once, so this copies the state of a new client, and keeps its own listeners. */
  #reset(ssl: Encryption): void {
    const { connection } = this;
    connection.removeAllListeners();
    connection.on('error', () => undefined);
    connection.stream.destroy();
    const listeners = ['_events', '_eventsCount', '_maxListeners'];
    const fresh = Object.entries(new GuardedClient({ ...this.#config, ssl }));
    Object.assign(this, Object.fromEntries(fresh.filter(([name]) => !listeners.includes(name))));
  }
}
