import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readText, readTextIfPresent, replaceFile } from './files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

const replace = (file: string, text: string) => replaceFile(join(folder, file), file, text);

describe('a file that is replaced', () => {
  it('has the new text, and nothing is left beside it', async () => {
    await replace('a.ts', 'one');
    await replace('a.ts', 'two');

    expect(await readFile(join(folder, 'a.ts'), 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['a.ts']);
  });

  it('keeps its permissions', async () => {
    await writeFile(join(folder, 'a.ts'), 'one');
    await chmod(join(folder, 'a.ts'), 0o664);
    await replace('a.ts', 'two');

    expect((await stat(join(folder, 'a.ts'))).mode & 0o777).toBe(0o664);
  });

  it('stays a link to another file', async () => {
    await writeFile(join(folder, 'b.ts'), 'one');
    await symlink('b.ts', join(folder, 'a.ts'));
    await replace('a.ts', 'two');

    expect((await lstat(join(folder, 'a.ts'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'b.ts'), 'utf8')).toBe('two');
  });

  it('stays as it is if it cannot be replaced, and nothing is left beside it', async () => {
    await mkdir(join(folder, 'a.ts'));

    await expect(replace('a.ts', 'two')).rejects.toThrow('a.ts cannot be written: ');
    await expect(replace('missing/a.ts', 'two')).rejects.toThrow('there is no such file or folder.');
    expect(await readdir(folder)).toEqual(['a.ts']);
  });
});

describe('a file that is read', () => {
  it('may be absent, or must exist', async () => {
    const path = join(folder, 'a.ts');

    expect(await readTextIfPresent(path, 'a.ts')).toBeUndefined();
    await expect(readText(path, 'a.ts')).rejects.toThrow('a.ts cannot be read: there is no such file or folder.');
    await expect(readTextIfPresent(folder, 'b')).rejects.toThrow('b cannot be read: it is a folder.');
  });
});
