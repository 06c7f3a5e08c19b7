import type { Services, SetupLink } from '@burgee/api';
import { startChores } from './chores.ts';
import { closingOf } from './closing.ts';
import type { FlagdServer } from './flagd/start-flagd.ts';
import type { BuildInfo } from './health.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { instanceIdOf } from './instance-id.ts';
import { startMemory } from './memory.ts';
import { onceAMinute } from './once-a-minute.ts';
import { adoptDatabase, openDatabase, prepareDatabase } from './open-database.ts';
import { isBehindHttps, publicPlaceOf } from './public-place.ts';
import type { Dependencies } from './runtime.ts';
import { readSecretKeys } from './secret-keys.ts';
import { createServerSurface } from './server-surface.ts';
import { createServerTime } from './server-time.ts';
import { createServices } from './services.ts';
import { createCookies } from './sign-in/cookies.ts';
import { createTokens, type Tokens } from './tokens.ts';

export type RunningServer = {
  readonly port: number;
  /** The port for providers of flagd, if any. */
  readonly flagdPort: number | undefined;
  readonly tokens: Tokens;
  /** Resolves when the server can answer: tables are migrated, and every environment is in memory. */
  readonly ready: Promise<void>;
  /** The setup link while nobody can sign in; `undefined` before the server is ready. */
  setupLink(): SetupLink | undefined;
  /** With `isHurried`, it does not wait for balancers to notice. */
  stop(how?: { readonly isHurried: boolean }): Promise<void>;
};

export type ServerParts = Dependencies & {
  /** How many files this process may have open; `Infinity` if unknown. */
  readonly descriptors: number;
  readonly build: BuildInfo;
  readonly webApps: Readonly<Record<string, string>>;
  /** The folder of the documentation. */
  readonly docs: string;
};

/** Assembles and starts a server. It listens immediately, and is ready when the database has been read. */
export async function startServer(given: ServerParts): Promise<RunningServer> {
  const { settings, log } = given;
  const { clock } = given.runtime;
  const onApart = onceAMinute(clock, (problem) => log.warn({ problem }, 'the clocks of server and database differ'));
  const time = createServerTime({ ...given.runtime, onApart });
  const runtime = { ...given.runtime, now: time.now };
  const parts = { ...given, runtime };
  const secretKeys = await readSecretKeys(settings);
  const place = publicPlaceOf(settings);
  const cookies = createCookies({ instanceId: instanceIdOf(settings, secretKeys.cookies), place });
  const tokens = createTokens({ key: secretKeys.tokens, trusted: settings, now: runtime.now });
  const database = await openDatabase(settings);
  const draining = new AbortController();
  const stopping = new AbortController();
  let setupLink: SetupLink | undefined;
  const memory = startMemory(parts, database, {
    prepare: async () => {
      // Evaluations need the corrected time.
      await time.compare(database);
      setupLink = await prepareDatabase(database, secretKeys.audit, parts);
    },
    adopt: (held) => adoptDatabase(database, secretKeys.audit, parts, held),
  });
  const { services, signIn } = createServices({
    ...parts,
    database,
    memory,
    secretKeys,
    tokens,
    place,
    cookies,
    draining: draining.signal,
    stopping: stopping.signal,
  });
  const isHttps = isBehindHttps(settings, place);
  const surface = createServerSurface({
    ...parts,
    time,
    services,
    signIn,
    tokens,
    secretKeys,
    place,
    cookies,
    isHttps,
  });
  const http = await startHttpServer({ ...parts, services, surface, place, isHttps });
  const flagd = await startFlagdIfWanted(parts, services, http);
  const chores = startChores(services, time, parts);

  async function end(isHurried: boolean): Promise<void> {
    // Not ready first, so that balancers stop sending requests; then streams end, and open requests finish.
    draining.abort();
    const closing = closingOf(settings, isHurried);
    const drained = Promise.withResolvers<void>();
    await Promise.all([
      http.close({ ...closing, onDrained: () => (stopping.abort(), drained.resolve()) }),
      drained.promise.then(() => flagd?.close(closing.cutOffMs - closing.drainMs)),
    ]);
    await chores.stop();
    await memory.snapshots.stop();
    await memory.overrides.stop();
    await memory.cache.close();
    await database.close();
  }

  let ending: Promise<void> | undefined;
  const stop: RunningServer['stop'] = ({ isHurried } = { isHurried: false }) => (ending ??= end(isHurried));
  return {
    port: http.port,
    flagdPort: flagd?.port,
    tokens,
    ready: memory.snapshots.loaded,
    setupLink: () => setupLink,
    stop,
  };
}

/** Loads gRPC only if it is used. */
async function startFlagdIfWanted(
  { settings, runtime, log }: ServerParts,
  services: Services,
  { streams, limits }: Pick<HttpServer, 'streams' | 'limits'>,
): Promise<FlagdServer | undefined> {
  const { FLAGD_SYNC_PORT: port } = settings;
  if (port === undefined) return undefined;
  const { startFlagd } = await import('./flagd/start-flagd.ts');
  return startFlagd({ settings, port, services, streams, limits, clock: runtime.clock, log });
}
