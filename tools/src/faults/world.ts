import { deriveKey } from '@burgee/api';
import { MINUTE_MS, type Role } from '@burgee/contracts';
import {
  addressOf,
  createEmptyDatabase,
  type FaultProxy,
  freePort,
  type Postgres,
  type PostgresOptions,
  type RedisServer,
  runSql,
  startFaultProxy,
  startPostgres,
  startRedis,
  throughProxy,
} from '@burgee/testing';
import { SignJWT } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './http.ts';
import { createServerProcess, type Launch, type ServerProcess } from './server-process.ts';
import { createFlags, LAST } from './stock.ts';
import { until } from './until.ts';

export type WorldOptions = {
  readonly servers?: number;
  /** Settings of every server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Launch options of one server, by its position. */
  readonly launches?: readonly Partial<Launch>[];
  readonly postgres?: PostgresOptions;
  /** Prepares an empty database for the servers, and returns their URL. */
  readonly prepare?: (emptyUrl: string, stack: AsyncDisposableStack) => Promise<string>;
  /** Whether to start the servers and create the flags; `true` by default. */
  readonly isStarted?: boolean;
};

export type WorldServer = ServerProcess & {
  readonly name: string;
  /** The proxy between this server and PostgreSQL. */
  readonly database: FaultProxy;
  /** The proxy between this server and Redis. */
  readonly cache: FaultProxy;
};

/** Servers on one real PostgreSQL and Redis, each connected through its own proxies. */
export type World = AsyncDisposable & {
  readonly postgres: Postgres;
  readonly redis: RedisServer;
  /** Bypasses the proxies, as the superuser. */
  readonly databaseUrl: string;
  /** Moves the address that the servers know to another PostgreSQL; open connections stay. */
  moveDatabase(url: string): void;
  readonly servers: readonly WorldServer[];
  readonly first: WorldServer;
  readonly second: WorldServer;
  /** @param expiresIn in the format of `jose`, such as `3s`. */
  token(actor: string, role?: Role, expiresIn?: string): Promise<string>;
  sql<T extends Record<string, unknown>>(statement: string, values?: readonly unknown[]): Promise<T[]>;
};

const AUTH_SECRET = 'f4ults-h4rness-0123456789-abcdefghij';

const STOCKED_WITHIN_MS = MINUTE_MS;

/** No limits, because the harness is a single client with the load of thousands. */
const SETTINGS = {
  NODE_ENV: 'test',
  BURGEE_ENVIRONMENT: 'production',
  AUTH_SECRET,
  LOG_LEVEL: 'warn',
  LIMIT_EVALUATIONS: '0',
  LIMIT_WRITES: '0',
  LIMIT_SIGN_INS: '0',
  LIMIT_STREAMS: '0',
} as const;

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.adopt(await mkdtemp(join(tmpdir(), 'burgee-faults-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const postgres = stack.use(await startPostgres(options.postgres));
  const redis = stack.use(await startRedis());
  let databaseUrl = await createEmptyDatabase(postgres.url, 'burgee');
  const url = options.prepare ? await options.prepare(databaseUrl, stack) : databaseUrl;
  const servers: WorldServer[] = [];
  for (let at = 0; at < (options.servers ?? 2); at++) {
    servers.push(await addServer(stack, { at, url, redisUrl: redis.url, directory, options }));
  }
  const [first, second = first] = servers as [WorldServer, WorldServer?];
  const token = (actor: string, role: Role = 'admin', expiresIn = '1d') => signToken(actor, role, expiresIn);
  if (options.isStarted ?? true) {
    await Promise.all(servers.map((server) => server.start()));
    await Promise.all(servers.map((server) => server.untilReady()));
    const stock = await token('stock');
    await createFlags(first.url, stock);
    await Promise.all(servers.map((server) => untilStocked(server, stock)));
  }
  const owned = stack.move();
  return {
    postgres,
    redis,
    get databaseUrl() {
      return databaseUrl;
    },
    moveDatabase: (to) => {
      databaseUrl = Object.assign(new URL(databaseUrl), { host: new URL(to).host }).href;
      for (const { database } of servers) database.setTarget(addressOf(to));
    },
    servers,
    first,
    second,
    token,
    sql: (statement, values) => runSql(databaseUrl, statement, values),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Without notifications, a server learns of the flags when it next compares versions. */
async function untilStocked({ url, name }: WorldServer, token: string): Promise<void> {
  const isStocked = async () => {
    const { body } = await ask(`${url}/api/config/flags`, { token, body: { context: {} } });
    return Object.hasOwn(body as object, LAST);
  };
  if (Number.isNaN(await until(isStocked, STOCKED_WITHIN_MS, 25)))
    throw new Error(`${name} does not serve ${LAST} after ${STOCKED_WITHIN_MS} ms`);
}

type Place = {
  readonly at: number;
  readonly url: string;
  readonly redisUrl: string;
  readonly directory: string;
  readonly options: WorldOptions;
};

async function addServer(stack: AsyncDisposableStack, place: Place): Promise<WorldServer> {
  const { at, url, redisUrl, directory, options } = place;
  const name = `server ${at + 1}`;
  const database = stack.use(await startFaultProxy(addressOf(url)));
  const cache = stack.use(await startFaultProxy(addressOf(redisUrl)));
  const launch = options.launches?.[at];
  const server = createServerProcess({
    port: await freePort(),
    ...launch,
    settings: {
      ...SETTINGS,
      DATA_DIR: join(directory, String(at)),
      DATABASE_URL: throughProxy(url, database),
      REDIS_URL: throughProxy(redisUrl, cache),
      ...options.settings,
      ...launch?.settings,
    },
  });
  stack.use(server);
  return Object.create(server, {
    name: { value: name, enumerable: true },
    database: { value: database, enumerable: true },
    cache: { value: cache, enumerable: true },
  }) as WorldServer;
}

function signToken(actor: string, role: Role, expiresIn: string): Promise<string> {
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('burgee')
    .setSubject(actor)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(deriveKey(AUTH_SECRET, 'tokens'));
}
