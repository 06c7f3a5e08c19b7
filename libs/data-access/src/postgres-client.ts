import type pg from 'pg';
import { encryptionOf, type Encryption } from './encryption.ts';
import { GuardedClient } from './guarded-client.ts';

export type PostgresClientConfig = pg.ClientConfig & {
  readonly connectionString: string;
  readonly connectionTimeoutMillis: number;
  /** Runs before the connection counts as made. */
  readonly sessionSql: string;
};

/** Failures after which another way to connect would take even longer, or that say nothing about encryption. */
const NOT_ABOUT_ENCRYPTION = /timeout|Connection terminated/;

/** A client whose connections are made when their session is ours. For pools too, as their `Client`. */
export class PostgresClient extends GuardedClient {
  readonly #config: PostgresClientConfig;
  /** The ways to connect that are left if the first fails. */
  readonly #others: readonly Encryption[];

  constructor(config: PostgresClientConfig) {
    const { url, attempts: [ssl, ...others] = [] } = encryptionOf(config.connectionString);
    const own = { ...config, connectionString: url };
    super(ssl === undefined ? own : { ...own, ssl });
    this.#config = own;
    this.#others = others;
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
      const question = { text, query_timeout };
      await this.query(question);
    } catch (error) {
      // A pool takes a client that fails to connect for one that has no connection.
      this.connection.stream.destroy();
      throw error;
    }
    return this;
  }

  async #connectAnyWay(): Promise<void> {
    const failures: Error[] = [];
    for (const ssl of [undefined, ...this.#others]) {
      if (ssl !== undefined) this.#startAgain(ssl);
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
    if (failures.length > 1) throw new AggregateError(failures, 'no way to connect works');
    throw failures[0] as Error;
  }

  /** `pg` connects each client once: this one takes the state of a new one, and keeps its listeners. */
  #startAgain(ssl: Encryption): void {
    const { connection } = this;
    connection.removeAllListeners();
    connection.on('error', () => undefined);
    connection.stream.destroy();
    const listeners = ['_events', '_eventsCount', '_maxListeners'];
    const fresh = Object.entries(new GuardedClient({ ...this.#config, ssl }));
    Object.assign(this, Object.fromEntries(fresh.filter(([name]) => !listeners.includes(name))));
  }
}
