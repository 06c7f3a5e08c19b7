import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listExamples } from './examples.ts';
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

describe.each(listExamples())('the example $name', ({ name, manifest }) => {
  it('has the versions that it is tested with', () => {
    const versions = versionsIn(`examples/${name}`);

    expect(Object.keys(versions).length).toBeGreaterThan(0);
    expect({ ...versionsIn('tools/outside'), ...published }).toMatchObject(versions);
  });

  it('has a README that names its scripts, and is listed with the others', () => {
    const readme = readFileSync(join(ROOT, 'examples', name, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/npm (?:run (\w+)|(start|test))/g)].map(([, script, short]) => script ?? short);

    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
    expect(readFileSync(join(ROOT, 'examples/README.md'), 'utf8')).toContain(`](${name})`);
  });
});
