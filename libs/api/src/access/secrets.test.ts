import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deriveKey, readOrCreateSecret } from './secrets.ts';

describe('a derived key', () => {
  it('is the same only for the same secret and purpose', () => {
    const bytes = (...[secret, purpose]: Parameters<typeof deriveKey>) =>
      deriveKey(secret, purpose).export().toString('hex');
    expect(bytes('a secret', 'audit')).toBe(bytes('a secret', 'audit'));
    const keys = [bytes('a secret', 'audit'), bytes('a secret', 'tokens'), bytes('another', 'audit')];
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toHaveLength(64);
  });
});

describe('the secret of an installation', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'burgee-secrets-')), 'data');
  });
  afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

  it('is created once and persists', async () => {
    const secret = await readOrCreateSecret(directory);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await readOrCreateSecret(directory)).toBe(secret);
    expect(await readFile(join(directory, 'secret'), 'utf8')).toBe(secret);
  });

  it('can be read only by its owner', async () => {
    await readOrCreateSecret(directory);
    const modes = await Promise.all(
      [directory, join(directory, 'secret')].map(async (path) => (await stat(path)).mode),
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o600]);
  });

  it('is the same for servers that start at once', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => readOrCreateSecret(directory)));
    expect(new Set(secrets).size).toBe(1);
  });

  it('is read as written by hand, without its line feed', async () => {
    await mkdir(directory);
    await writeFile(join(directory, 'secret'), 'of somebody\n');
    expect(await readOrCreateSecret(directory)).toBe('of somebody');
  });

  it.each([
    ['is empty', (path: string) => writeFile(path, '\n')],
    ['is a folder', (path: string) => mkdir(path)],
  ])('that %s is refused, and leaves no drafts', async (_, make) => {
    await mkdir(directory);
    await make(join(directory, 'secret'));
    await expect(readOrCreateSecret(directory)).rejects.toThrow(/EEXIST/);
    expect(await readdir(directory)).toEqual(['secret']);
  });
});
