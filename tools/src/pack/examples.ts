import { cpSync, existsSync, globSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from './command.ts';
import { type Manifest, readManifest, ROOT } from './packages.ts';

/** An application in `examples`. */
export type Example = { readonly name: string; readonly manifest: Manifest };

export function listExamples(): Example[] {
  return globSync('examples/*/package.json', { cwd: ROOT })
    .toSorted()
    .map((file) => ({ name: basename(dirname(file)), manifest: readManifest(join(ROOT, file)) }));
}

/** Whether an example has its own lockfile. The others are built with the packages of `tools/outside`. */
export function hasOwnLockfile({ name }: Example): boolean {
  return existsSync(join(ROOT, 'examples', name, 'package-lock.json'));
}

/** Whether the build of an example is a page, in `dist/index.html`. */
export function isPage({ manifest }: Example): boolean {
  return !('express' in manifest.dependencies);
}

/**
 * Copies an example to an application outside the workspace, builds it with that application's packages, and runs its tests.
 *
 * @param outside the folder of that application.
 */
export async function buildExample({ name, manifest }: Example, outside: string): Promise<string> {
  const folder = exampleFolder(outside, name);
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true });
  symlinkSync(join(outside, 'node_modules'), join(folder, 'node_modules'));
  const scripts = ['build', 'test'].filter((script) => script in manifest.scripts);
  for (const script of scripts) await run('npm', ['run', '--silent', script], { cwd: folder });
  return `npm run ${scripts.join(', ')}`;
}

export function exampleFolder(outside: string, name: string): string {
  return join(outside, 'examples', name);
}
