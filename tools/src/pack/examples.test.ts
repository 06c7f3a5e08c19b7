import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Example, hasOwnLockfile, listExamples } from './examples.ts';
import { publishedPackages, ROOT } from './packages.ts';

type Dependencies = {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
};

const versionsIn = (folder: string) => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
  ) as Dependencies;
  return { ...dependencies, ...devDependencies };
};
const published = Object.fromEntries(publishedPackages().map(({ manifest }) => [manifest.name, manifest.version]));

type Lockfile = { readonly packages: Record<string, { readonly version?: string; readonly resolved?: string }> };

const lockfileOf = ({ name }: Example) =>
  JSON.parse(readFileSync(join(ROOT, 'examples', name, 'package-lock.json'), 'utf8')) as Lockfile;
/** The versions of the packages that an example is tested with, without those of this repository. */
const testedVersions = (example: Example) => {
  if (!hasOwnLockfile(example)) return versionsIn('tools/outside');
  const locked = Object.entries(lockfileOf(example).packages);
  return Object.fromEntries(locked.map(([path, { version }]) => [path.replace('node_modules/', ''), version]));
};

describe.each(listExamples())('the example $name', (example) => {
  const { name, manifest } = example;

  it('has the versions that it is tested with', () => {
    const versions = versionsIn(`examples/${name}`);

    expect(Object.keys(versions).length).toBeGreaterThan(0);
    expect({ ...testedVersions(example), ...published }).toMatchObject(versions);
  });

  it('has a README that names its scripts, and is listed with the others', () => {
    const readme = readFileSync(join(ROOT, 'examples', name, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/npm (?:run (\w+)|(start|test))/g)].map(([, script, short]) => script ?? short);

    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
    expect(readFileSync(join(ROOT, 'examples/README.md'), 'utf8')).toContain(`](${name})`);
  });
});

describe.each(listExamples().filter(hasOwnLockfile))('the lockfile of the example $name', (example) => {
  const { packages } = lockfileOf(example);

  it('13.8 names no package of this repository, because each run packs them again', () => {
    expect(Object.keys(packages)).not.toContainEqual(expect.stringMatching(/@burgee\//));
  });

  it('13.8 has no addresses of downloads, which depend on the registry', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
