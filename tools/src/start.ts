// `npm start`: builds the web apps if they changed, then runs the server. `--dev` restarts it when its code changes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readEnvFile } from './env-file.ts';

const WEB_APPS = '@burgee/admin,@burgee/wishlist';
const isDev = process.argv.includes('--dev');

readEnvFile();
await buildWebApps();
process.exitCode = await runServer();

async function buildWebApps(): Promise<void> {
  const begun = performance.now();
  // Announced first, because the first build takes several seconds; later ones come from Nx's cache.
  process.stdout.write('Building the web apps ...');
  const build = spawn('nx', ['run-many', '--target=build', `--projects=${WEB_APPS}`, '--outputStyle=static'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [build.stdout, build.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [status] = (await once(build, 'close')) as [number | null];
  if (status !== 0) {
    process.stdout.write(` failed:\n${output}`);
    process.exit(1);
  }
  process.stdout.write(` done in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
}

async function runServer(): Promise<number> {
  const watch = isDev ? ['--watch', '--watch-preserve-output', '--watch-kill-signal=SIGINT'] : [];
  // `npm run dev` means development even with DATABASE_URL, where the server otherwise requires NODE_ENV.
  const env = isDev ? { NODE_ENV: 'development', ...process.env } : process.env;
  const server = spawn('node', [...watch, '--conditions=@burgee/source', 'apps/server/src/main.ts'], {
    env,
    stdio: 'inherit',
  });
  // In a terminal, the server receives Ctrl+C itself; this process only waits for its exit.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  const [status, signal] = (await once(server, 'exit')) as [number | null, NodeJS.Signals | null];
  return status ?? (signal === 'SIGINT' ? 130 : 1);
}
