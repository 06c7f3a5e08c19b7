import { freePort, waitForOutput } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './command.ts';
import { closureOf, install } from './outside.ts';
import { ROOT } from './packages.ts';
import type { SampleServer } from './sample-server.ts';
import type { PackedPackage } from './tarballs.ts';

const EXAMPLE = join(ROOT, 'examples/next');
const NOT_COPIED = ['node_modules', '.next'];
const NO_TELEMETRY = { NEXT_TELEMETRY_DISABLED: '1' };

type Names = Readonly<Record<string, string>>;
type RunningExample = AsyncDisposable & { readonly url: string };

/** Copies `examples/next` to `folder`, and installs what its lockfile names and the tarballs of the packages that it uses. */
export async function installNextExample(packages: readonly PackedPackage[], folder: string): Promise<string> {
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !NOT_COPIED.includes(basename(path)) });
  cpSync(join(ROOT, 'tools/outside/.npmrc'), join(folder, '.npmrc'));
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly dependencies: Names };
  const used = packages.filter(({ manifest: { name } }) => name in manifest.dependencies);
  // The lockfile names no package of ours: their tarballs are new in each run.
  const dependencies = Object.entries(manifest.dependencies).filter(
    ([name]) => !packages.some((each) => each.manifest.name === name),
  );
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(dependencies) }));
  const installed = closureOf(used, packages);
  await install(folder, installed);
  return `with ${installed.length} tarballs`;
}

/** Builds the example without any setting, as an image does. */
export async function buildNextExample(folder: string): Promise<string> {
  await run('npm', ['run', '--silent', 'build'], { cwd: folder, env: NO_TELEMETRY });
  return 'npm run build';
}

/** Starts the built example for the flags of a server. */
export async function startNextExample(folder: string, server: SampleServer): Promise<RunningExample> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  // Not by npm, which does not forward signals.
  const next = join(folder, 'node_modules/next/dist/bin/next');
  const example = spawn(process.execPath, [next, 'start', '--port', String(port)], {
    cwd: folder,
    env: {
      ...{ ...process.env, ...NO_TELEMETRY },
      ...{ BURGEE_URL: server.url, BURGEE_KEY: server.key, BURGEE_WEB_KEY: await server.createWebKey(origin) },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await waitForOutput(example, example.stdout, 'Ready');
  return {
    url: origin,
    [Symbol.asyncDispose]: async () => {
      if (example.exitCode !== null) return;
      example.kill('SIGTERM');
      await once(example, 'exit');
    },
  };
}
