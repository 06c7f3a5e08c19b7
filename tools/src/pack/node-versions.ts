import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './command.ts';

/** The versions of Node that the packages are run with: the oldest that is supported, and the newest LTS. */
const NODE_VERSIONS = [20, 24] as const;

/**
 * Finds a Node of each major version: the one that runs this program, and the first on the PATH outside of `node_modules`.
 *
 * @throws Error if one is missing.
 */
export async function findNodes(path: string): Promise<ReadonlyMap<number, string>> {
  const system = path.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const candidates = [process.execPath, ...system.map((folder) => join(folder, 'node')).filter(existsSync)];
  const nodes = new Map<number, string>();
  for (const candidate of candidates) {
    const version = await run(candidate, ['--version'], { cwd: '/' });
    const major = Number.parseInt(version.slice('v'.length), 10);
    if (!nodes.has(major)) nodes.set(major, candidate);
  }
  const missing = NODE_VERSIONS.filter((major) => !nodes.has(major));
  if (missing.length > 0) throw new Error(`no Node ${missing.join(' and ')} on the PATH`);
  return nodes;
}
