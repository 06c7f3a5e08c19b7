import type pg from 'pg';
import { GuardedClient } from './guarded-client.ts';

export type PostgresClientConfig = pg.ClientConfig & {
  readonly connectionTimeoutMillis: number;
  /** Runs before the connection counts as made. */
  readonly sessionSql: string;
};

/** A client whose connections are made when their session is ours. For pools too, as their `Client`. */
export class PostgresClient extends GuardedClient {
  readonly #config: PostgresClientConfig;

  constructor(config: PostgresClientConfig) {
    super(config);
    this.#config = config;
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
    await super.connect();
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
}
