import { FolderInUse } from '@burgee/data-access';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { banner, setupLine } from './banner.ts';
import { readSettings, type Settings, SettingsError } from './env.ts';
import { type RunningServer, startServer } from './server.ts';
import { SCRYPT } from './sign-in/passwords.ts';
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

async function startOrExit(): Promise<RunningServer> {
  try {
    return await startServer({
      settings,
      log,
      descriptors: openFilesLimit(),
      runtime: {
        now: () => new Date(),
        clock: () => performance.now(),
        random: Math.random,
        newId: randomUUID,
        newSecret: () => randomBytes(32).toString('base64url'),
        passwords: SCRYPT,
      },
      build: { name: 'burgee', version, node: process.version },
      webApps: {
        '/admin': `${root}/apps/admin/build`,
        ...(settings.DEMO && { '/wishlist': `${root}/apps/wishlist/build` }),
      },
    });
  } catch (error) {
    if (error instanceof FolderInUse) exitWithError(error.message);
    const failure = describeStartFailure(error as NodeJS.ErrnoException, settings);
    if (failure === undefined) throw error;
    exitWithError(failure);
  }
}

const server = await startOrExit();

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
    void server.stop({ isHurried: signal === 'SIGINT' }).then(() => process.exit(0));
  });
}

await server.ready;
if (settings.NODE_ENV === 'production') {
  log.info({ port: server.port, version }, 'ready');
  // Not in the log: logs are stored and read by others (A18).
  process.stdout.write(setupLine(server, settings));
} else process.stdout.write(await banner(server, settings));
