import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '../../..');

const Names = z.record(z.string(), z.string()).default({});

/** The part of a `package.json` that installers, bundlers and compilers read. */
const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  type: z.string().optional(),
  description: z.string().optional(),
  license: z.string().optional(),
  homepage: z.string().optional(),
  repository: z.object({ type: z.string(), url: z.string(), directory: z.string() }).optional(),
  keywords: z.array(z.string()).default([]),
  engines: Names,
  sideEffects: z.union([z.boolean(), z.array(z.string())]).optional(),
  /** The conditions of each entry, which may nest. */
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())])).default({}),
  bin: Names,
  files: z.array(z.string()).default([]),
  scripts: Names,
  dependencies: Names,
  peerDependencies: Names,
});
export type Manifest = z.infer<typeof Manifest>;

/** A package of this repository that is published. */
export type Package = { readonly folder: string; readonly manifest: Manifest };

/** All packages that are published: those that are not private. */
export function publishedPackages(): Package[] {
  return globSync('{apps,libs}/*/package.json', { cwd: ROOT })
    .toSorted()
    .map((file) => ({ folder: dirname(file), manifest: readManifest(join(ROOT, file)) }))
    .filter(({ manifest }) => !manifest.private);
}

export function readManifest(file: string): Manifest {
  return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Whether CommonJS code can load the package without help of the runtime. */
export function hasCommonJs({ exports }: Manifest): boolean {
  return Object.values(exports).some((conditions) => typeof conditions === 'object' && 'require' in conditions);
}
