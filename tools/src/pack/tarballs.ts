import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { attempt, run } from './command.ts';
import { hasCommonJs, type Package, readManifest, ROOT } from './packages.ts';
import { tarballProblems } from './tarball-problems.ts';

/** The file that `npm publish` would upload for a package. */
export type PackedPackage = Package & { readonly tarball: string };

const Packed = z.array(z.object({ name: z.string(), filename: z.string() }));

/** Builds all packages in parallel; those that have not changed come from Nx's cache. */
export async function buildPackages(packages: readonly Package[]): Promise<string> {
  const names = packages.map(({ manifest }) => manifest.name).join(',');
  await run('nx', ['run-many', '--target=build', `--projects=${names}`, '--outputStyle=static'], { cwd: ROOT });
  return names;
}

/**
 * Packs all packages as in a fresh clone, where nothing is built: `prepack` has to build them.
 *
 * @param into the folder for the tarballs.
 */
export async function packPackages(packages: readonly Package[], into: string): Promise<PackedPackage[]> {
  for (const { folder } of packages) rmSync(join(ROOT, folder, 'build'), { recursive: true, force: true });
  const workspaces = packages.map(({ folder }) => `--workspace=${folder}`);
  const options = ['--json', '--foreground-scripts=false', `--pack-destination=${into}`];
  const packed = Packed.parse(JSON.parse(await run('npm', ['pack', ...options, ...workspaces], { cwd: ROOT })));
  return packages.map((each) => {
    const { filename = '' } = packed.find(({ name }) => name === each.manifest.name) ?? {};
    return { ...each, tarball: join(into, filename) };
  });
}

/** Checks one tarball by publint, attw and our own rules. @throws Error with everything that is wrong. */
export async function checkTarball({ manifest, tarball }: PackedPackage, scratch: string): Promise<string> {
  const problems = tarballProblems(await unpack(tarball, join(scratch, manifest.name)));
  const publint = await attempt('publint', ['run', '--strict', tarball], { cwd: ROOT });
  if (publint.status !== 0) problems.push(publint.output);
  if (Object.keys(manifest.exports).length > 0) {
    // For packages that are ESM by decision, that `require` needs Node 20.19 is not news.
    const ignored = hasCommonJs(manifest) ? [] : ['--ignore-rules', 'cjs-resolves-to-esm'];
    const attw = await attempt('attw', [tarball, '--profile', 'node16', '--no-color', ...ignored], { cwd: ROOT });
    if (attw.status !== 0) problems.push(attw.output);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return hasCommonJs(manifest) ? 'ESM and CommonJS' : 'ESM';
}

async function unpack(tarball: string, into: string) {
  mkdirSync(into, { recursive: true });
  await run('tar', ['--extract', '--gzip', `--file=${tarball}`, '--strip-components=1'], { cwd: into });
  const entries = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  const files = new Map(paths.map((path) => [relative(into, path), readFileSync(path, 'utf8')]));
  return { manifest: readManifest(join(into, 'package.json')), files };
}
