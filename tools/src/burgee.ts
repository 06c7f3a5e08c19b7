// `npm run burgee -- <command>`: the command line, with a token for the server of this folder unless another is given.
import { spawnSync } from 'node:child_process';
import { readEnvFile } from './env-file.ts';

readEnvFile();

const { env } = process;
const { PORT = '4000', BURGEE_KEY } = env;
// Imports the whole server, which is not needed with a token.
const local = async () => (await import('./admin-token.ts')).adminToken('burgee');
const BURGEE_TOKEN = env.BURGEE_TOKEN || (BURGEE_KEY ? undefined : await local());

const { status } = spawnSync(
  process.execPath,
  ['--conditions=@burgee/source', 'apps/cli/src/main.ts', ...process.argv.slice(2)],
  { env: { BURGEE_URL: `http://localhost:${PORT}`, ...env, BURGEE_TOKEN }, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
