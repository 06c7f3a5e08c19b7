import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

// A program of its own: prints the files that the help of all commands loads, one a line.

const loaded = new Set<string>();
registerHooks({
  load: (url, context, next) => {
    loaded.add(url);
    return next(url, context);
  },
});

const { COMMANDS } = await import('./commands.ts');
const { run } = await import('./test-run.ts');
for (const name of ['', ...Object.keys(COMMANDS)]) {
  const { status, complaints } = await run([name, '--help'].filter(Boolean));
  if (status !== 0) throw new Error(`${name} --help: ${complaints.join()}`);
}
for (const url of loaded) if (url.startsWith('file:')) console.log(fileURLToPath(url));
