// `npm run burgee -- <command>`: commands for administrators.
import { adminToken } from './admin-token.ts';
import { runBurgee } from './burgee/run.ts';
import { readEnvFile } from './env-file.ts';

readEnvFile();

const { PORT = '4000', BURGEE_ENVIRONMENT: environment = 'development' } = process.env;

process.exitCode = await runBurgee(process.argv.slice(2), {
  now: () => Date.now(),
  fetch,
  token: () => adminToken('burgee'),
  defaults: { server: `http://localhost:${PORT}`, environment },
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
});
