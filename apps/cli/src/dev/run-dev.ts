import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { commandAgain } from '../again.ts';
import { environmentKey } from '../environment-key.ts';
import { existingDeclaration } from '../types/default-file.ts';
import { formatCount } from '../types/format-count.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { boardRoutes } from './board-routes.ts';
import { configRoutes } from './config-routes.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import { createDevServices } from './dev-services.ts';
import { createFlagBoard } from './flag-board.ts';
import { readKeptValues, writeKeptValues } from './kept-values.ts';
import { followDeclaration, serveDeclaration } from './served-declaration.ts';
import { createDevSessions } from './session-overrides.ts';
import { SYNC_ROUTES } from './sync-routes.ts';

export type DevOptions = {
  readonly declaration?: string | undefined;
  readonly port: string;
  readonly environment: string;
};

/** Serves the declared flags until it is interrupted. @throws Complaint if it cannot start. */
export async function runDev(options: DevOptions, run: Run): Promise<void> {
  const port = parsePort(options.port);
  const environment = environmentKey(options.environment);
  const { file, path } = findDeclaration(options.declaration, run);
  const { now, newId } = run;
  const board = createFlagBoard({ environment, values: readKeptValues(run), now });
  const served = { file, path, board };
  await serveDeclaration(served);
  const stopping = new AbortController();
  const sessions = createDevSessions({ board, now, newId });
  const services = createDevServices({ board, sessions, now, newId, stopping: stopping.signal });
  const routes = [...boardRoutes(board, file), ...configRoutes(sessions), ...SYNC_ROUTES];
  const onBug = (error: unknown) => run.complain(`This is a bug in burgee dev: ${String((error as Error).stack)}`);
  const server = await listen({ routes, services, port, onBug }, run);
  const stopFollowing = followDeclaration(served, run);
  keepValues(board, run);
  announce(server, { ...served, environment }, run);
  const interruption = run.interruption();
  if (!interruption.aborted) await once(interruption, 'abort');
  stopFollowing();
  stopping.abort();
  await server.close();
}

const MAX_PORT = 65_535;

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (port <= MAX_PORT) return port;
  throw new Complaint(`--port ${text}: must be a number from 0 to ${MAX_PORT}.`, STATUS.usage, 'burgee dev --help');
}

/** @param given relative to the folder. */
function findDeclaration(given: string | undefined, { folder }: Run): { file: string; path: string } {
  const file = given ?? existingDeclaration(folder);
  const path = resolve(folder, file);
  if (existsSync(path)) return { file: given ?? relative(folder, path), path };
  const places = given === undefined ? 'There is no flags.ts or src/flags.ts here' : `There is no file ${given}`;
  throw new Complaint(`${places}. Create it, or name another file with --declaration.`, STATUS.usage, 'burgee init');
}

async function listen(options: Parameters<typeof startDevServer>[0], run: Run): Promise<DevServer> {
  try {
    return await startDevServer(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const { port } = options;
    if (code !== 'EADDRINUSE') throw new Complaint(`Port ${port} cannot be opened: ${message}.`, STATUS.usage);
    const problem = `Port ${port} is in use: another server runs there.`;
    throw new Complaint(problem, STATUS.usage, withPort(port + 1, port, run));
  }
}

/** The same command with another port. */
function withPort(next: number, port: number, run: Run): string {
  const replaced = commandAgain(run, { replace: [String(port), String(next)] });
  return replaced === commandAgain(run) ? commandAgain(run, { add: `--port ${next}` }) : replaced;
}

/** Writes values that were set by hand, but not those that only the file changed. */
function keepValues(board: ReturnType<typeof createFlagBoard>, run: Run): void {
  let kept = JSON.stringify([...board.values()]);
  board.listen(() => {
    const text = JSON.stringify([...board.values()]);
    if (text === kept) return;
    kept = text;
    writeKeptValues(board.values(), run);
  });
}

type Announced = Parameters<typeof followDeclaration>[0] & { readonly environment: string };

function announce({ port }: DevServer, { file, board, environment }: Announced, { print, complain }: Run): void {
  const url = `http://localhost:${port}`;
  print(`${formatCount(board.flags().length, 'flag')} of ${file} at ${url}`);
  complain(`Open it to set values. Applications use the environment "${environment}", and any key:`);
  complain(`BURGEE_URL=${url} BURGEE_KEY=srv_dev`);
  complain('Press Ctrl+C to stop.');
}
