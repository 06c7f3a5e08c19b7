import { FolderInUse } from '@burgee/data-access';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { banner, edgeBanner, setupLine } from './banner.ts';
import { type EdgeSettings, isEdge, readSettings, type Settings, SettingsError } from './env.ts';
import type { RunningServer } from './server.ts';
import { describeStartFailure } from './start-failure.ts';

/** The composition root: the only place that reads the clock, randomness, the environment variables and the process. */

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

function exitWithError(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return exitWithError(`Burgee cannot start with these settings:\n${error.message.replace(/^/gm, '  ')}`);
  }
}

const settings = settingsOrExit();
const log = pino({ level: settings.LOG_LEVEL ?? 'info', base: null });

/** The limit of open files that the operating system has set for this process. */
function openFilesLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | 'unlimited' } } };
  const limit = userLimits?.open_files?.soft;
  return typeof limit === 'number' ? limit : Infinity;
}

/** A started server or edge, and the text that announces it. */
type Started = {
  readonly running: Pick<RunningServer, 'port' | 'ready' | 'stop'>;
  /** For the console, never for the log: logs are stored and read by others (A18). */
  announcement(): string | Promise<string>;
};

const parts = {
  log,
  descriptors: openFilesLimit(),
  runtime: { now: () => new Date(), clock: () => performance.now(), random: Math.random, newId: randomUUID },
  build: { name: 'burgee', version, node: process.version },
};

async function startServing(): Promise<Started> {
  if (isEdge(settings)) return startFollowing(settings);
  // Loaded only here, because an edge needs no sign-in.
  const [{ startServer }, { SCRYPT }] = await Promise.all([import('./server.ts'), import('./sign-in/passwords.ts')]);
  const newSecret = () => randomBytes(32).toString('base64url');
  const running = await startServer({
    ...parts,
    settings,
    docs: `${root}/docs`,
    runtime: { ...parts.runtime, newSecret, passwords: SCRYPT },
    webApps: {
      '/admin': `${root}/apps/admin/build`,
      ...(settings.DEMO && { '/wishlist': `${root}/apps/wishlist/build` }),
    },
  });
  const isProduction = settings.NODE_ENV === 'production';
  return { running, announcement: () => (isProduction ? setupLine(running, settings) : banner(running, settings)) };
}

async function startFollowing(settings: EdgeSettings): Promise<Started> {
  const { startEdge } = await import('./edge/start-edge.ts');
  const running = await startEdge({ ...parts, settings });
  return { running, announcement: () => (settings.NODE_ENV === 'production' ? '' : edgeBanner(running, settings)) };
}

async function startOrExit(): Promise<Started> {
  try {
    return await startServing();
  } catch (error) {
    if (error instanceof FolderInUse) exitWithError(error.message);
    const failure = describeStartFailure(error as NodeJS.ErrnoException, settings);
    if (failure === undefined) throw error;
    exitWithError(failure);
  }
}

const { running, announcement } = await startOrExit();

/** How long the process itself may take to end. */
const EXIT_MS = 250;

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // A second signal exits immediately.
    if (isStopping) process.exit(1);
    isStopping = true;
    // A hung dependency, such as a database in the middle of a load, must not delay the exit beyond the timeout.
    setTimeout(() => process.exit(1), settings.SHUTDOWN_TIMEOUT_MS - EXIT_MS).unref();
    // Ctrl+C comes from a person at a terminal, who has no balancer.
    void running.stop({ isHurried: signal === 'SIGINT' }).then(() => process.exit(0));
  });
}

await running.ready;
if (settings.NODE_ENV === 'production') log.info({ port: running.port, version }, 'ready');
process.stdout.write(await announcement());
