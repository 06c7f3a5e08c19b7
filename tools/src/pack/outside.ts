import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { ROOT } from './packages.ts';
import type { PackedPackage } from './tarballs.ts';

/** The part of `tools/outside` that React 18 must compile and run, too. */
const WITH_REACT_18 = ['src/flags.ts', 'src/right/react.tsx', 'src/samples/react.tsx'];

/** Vite sets `NODE_ENV` of this process to `production`, for which npm leaves development dependencies out. */
const DEVELOPMENT = '--include=dev';

/** An application outside the workspace, which has only packed packages. */
export type Outside = {
  readonly folder: string;
  /** Folders with an application for each major version of React that `@burgee/react` supports, by that version. */
  readonly reacts: ReadonlyMap<number, string>;
};

/**
 * Installs the application of `tools/outside` into `folder`: first exactly what its lockfile names, then all tarballs by
 * one command.
 */
export async function installOutside(packages: readonly PackedPackage[], folder: string): Promise<Outside> {
  cpSync(join(ROOT, 'tools/outside'), folder, { recursive: true });
  await install(folder, packages);
  const reacts = new Map([[19, folder]]);
  const react = packages.find(({ manifest }) => manifest.name === '@burgee/react');
  if (react?.manifest.peerDependencies['react']?.includes('^18')) {
    const older = join(folder, 'react-18');
    for (const file of WITH_REACT_18) cpSync(join(folder, file), join(older, file), { recursive: true });
    await install(older, closureOf([react], packages));
    reacts.set(18, older);
  }
  return { folder, reacts };
}

/** Installs exactly what the lockfile in `folder` names, then the packages by one command. */
export async function install(folder: string, packages: readonly PackedPackage[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const before = lockOf(folder);
  await run('npm', ['ci', DEVELOPMENT], { cwd: folder });
  const tarballs = packages.map(({ tarball }) => tarball);
  await run('npm', ['install', DEVELOPMENT, '--no-save', '--no-package-lock', '--prefer-offline', ...tarballs], {
    cwd: folder,
  });
  if (lockOf(folder) !== before) throw new Error(`installing the tarballs changed the lockfile in ${folder}`);
}

function lockOf(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

/** Some packages, and those of ours that they depend on. */
export function closureOf(tops: readonly PackedPackage[], packages: readonly PackedPackage[]): PackedPackage[] {
  const reached = new Set(tops);
  // A set visits what is added to it in the meantime.
  for (const { manifest } of reached) {
    for (const each of packages) if (each.manifest.name in manifest.dependencies) reached.add(each);
  }
  return [...reached];
}
