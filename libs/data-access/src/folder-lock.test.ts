import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectDatabase } from './database.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'burgee-lock-')), 'data');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

it('a folder that does not exist yet is made, for nobody else to read', async () => {
  const unlock = await lockFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await unlock();
});

it('a folder that is in use is refused, with who uses it and what to do', async () => {
  const unlock = await lockFolder(folder);
  const refusal = await lockFolder(folder).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderInUse);
  expect(String(refusal)).toContain(`${folder} is in use by process ${process.pid}. Stop that process`);
  await unlock();
});

it('a folder that was let go is free', async () => {
  await (
    await lockFolder(folder)
  )();
  await (
    await lockFolder(folder)
  )();
});

it('a folder whose process was killed is free at once', async () => {
  // What a process leaves behind that could not unlock. This one has ended, so nobody has its id.
  const { pid } = spawnSync(process.execPath, ['--version']);
  await mkdir(join(folder, 'server.lock'), { recursive: true });
  await writeFile(join(folder, 'server.pid'), String(pid));
  await (
    await lockFolder(folder)
  )();
});

it('an embedded database is opened once at a time', async () => {
  const one = await connectDatabase({ dataDir: folder });
  await expect(connectDatabase({ dataDir: folder })).rejects.toThrow(FolderInUse);
  await one.close();
  await (await connectDatabase({ dataDir: folder })).close();
});
