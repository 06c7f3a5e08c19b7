import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectDatabase } from './database.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'burgee-lock-')), 'data');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(join(folder, '..'), { recursive: true, force: true });
});

/** Runs a process as in a container: with its own process ids, which begin at 1. */
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const hasContainers = spawnSync('unshare', [...CONTAINER.slice(1), 'true']).status === 0;

/** Locks the folder in another process, which prints its process id or the refusal. */
async function holdElsewhere(prefix: readonly string[] = []) {
  const program = `
    const { lockFolder } = await import(${JSON.stringify(import.meta.resolve('./folder-lock.ts'))});
    await lockFolder(process.argv[1]).then(() => console.log(String(process.pid)), ({ message }) => console.log(message));
    setInterval(() => {}, 1_000);`;
  const [command = '', ...rest] = [...prefix, process.execPath, '--input-type=module', '--eval', program, folder];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, line };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // 'close' waits for the last process that has the output open, which in a container is not the child itself.
  const exited = once(child, 'close');
  child.kill('SIGKILL');
  await exited;
}

it('a missing folder is created, readable only by its owner', async () => {
  const unlock = await lockFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  unlock();
});

it('a folder in use is refused with an error that names the holder and the remedy', async () => {
  const unlock = await lockFolder(folder);
  const refusal = await lockFolder(folder).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderInUse);
  expect(String(refusal)).toContain(
    `${folder} is in use by process ${process.pid} on ${hostname()}. Stop that process, or set DATA_DIR`,
  );
  unlock();
});

it('a released folder can be locked again', async () => {
  for (let i = 0; i < 2; i++) (await lockFolder(folder))();
});

it('a folder is free as soon as its process is killed', async () => {
  const { child, line } = await holdElsewhere();
  await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${line} on`);
  await kill(child);
  (await lockFolder(folder))();
});

it('a folder stays in use while its process is suspended', async () => {
  const { child } = await holdElsewhere();
  child.kill('SIGSTOP');
  await expect(lockFolder(folder)).rejects.toThrow(FolderInUse);
});

it.skipIf(!hasContainers)('10.12 a killed container can lock its folder again when it restarts', async () => {
  const { child, line } = await holdElsewhere(CONTAINER);
  expect(line).toBe('1');
  await kill(child);
  expect((await holdElsewhere(CONTAINER)).line).toBe('1');
});

it.skipIf(!hasContainers)('10.12 two containers that share a folder cannot use it at the same time', async () => {
  await holdElsewhere(CONTAINER);
  expect((await holdElsewhere(CONTAINER)).line).toContain(`${folder} is in use by process 1 on ${hostname()}`);
  await expect(lockFolder(folder)).rejects.toThrow(FolderInUse);
});

it('an embedded database can be open only once at a time', async () => {
  const one = await connectDatabase({ dataDir: folder });
  await expect(connectDatabase({ dataDir: folder })).rejects.toThrow(FolderInUse);
  await one.close();
  await (await connectDatabase({ dataDir: folder })).close();
});
