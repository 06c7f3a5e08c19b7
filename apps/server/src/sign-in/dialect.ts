import type { Database } from '@burgee/data-access';
import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely';

/**
 * Lets a library that speaks Kysely use our connection to either database: with our deadlines, and on the embedded one
 * in turn with everything else.
 */
export function dialectOf(database: Pick<Database, 'query'>): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driverOf(database),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function driverOf(database: Pick<Database, 'query'>): Driver {
  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery) => {
      const { rows, affected } = await database.query(sql, parameters);
      return { rows: rows as R[], numAffectedRows: BigInt(affected) };
    },
    streamQuery: () => {
      throw new Error('streams are not offered here');
    },
  };
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    beginTransaction: refuseTransaction,
    commitTransaction: refuseTransaction,
    rollbackTransaction: refuseTransaction,
    destroy: async () => undefined,
  };
}

/** On the embedded database it would have the only connection for as long as the library thinks. */
async function refuseTransaction(): Promise<never> {
  throw new Error('transactions are not offered here');
}
