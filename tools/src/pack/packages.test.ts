import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedPackages, ROOT } from './packages.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe.each(publishedPackages())('$manifest.name', ({ folder, manifest }) => {
  it('has the license of the repository', () => {
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'));
  });

  it('builds before it is packed, so that no tarball is empty', () => {
    expect(manifest.scripts).toMatchObject({ prepack: 'nx build' });
    expect(manifest.files).toEqual(['build']);
  });
});

it('the packages of the SDK are published', () => {
  const names = publishedPackages().map(({ manifest }) => manifest.name);

  expect(names).toEqual(
    expect.arrayContaining([
      '@burgee/flags',
      '@burgee/client',
      '@burgee/react',
      '@burgee/node',
      '@burgee/express',
      '@burgee/openfeature',
    ]),
  );
});
