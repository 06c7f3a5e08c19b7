import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfPresent } from '../types/files.ts';
import { Complaint, STATUS } from '../world.ts';
import type { Framework } from './frameworks.ts';

/** The dependency that shows a framework. */
const DEPENDENCIES = [
  ['next', 'next'],
  ['react', 'react'],
  ['express', 'express'],
  ['hono', 'hono'],
  ['fastify', 'fastify'],
  ['trpc', '@trpc/server'],
] as const satisfies readonly (readonly [Framework, string])[];

/** An application, as far as it matters for its flags. */
export type Application = {
  readonly frameworks: readonly Framework[];
  readonly isTypeScript: boolean;
  readonly hasVite: boolean;
  /** The commands of its package manager. */
  readonly install: string;
  readonly execute: string;
};

/** By the file that each leaves. */
const MANAGERS = [
  { file: 'pnpm-lock.yaml', install: 'pnpm add', execute: 'pnpm dlx' },
  { file: 'yarn.lock', install: 'yarn add', execute: 'yarn dlx' },
  { file: 'bun.lock', install: 'bun add', execute: 'bunx' },
] as const;
const NPM = { install: 'npm install', execute: 'npx' } as const;

/** Reads the manifest of the folder. @throws Complaint if there is none, or if it is not one. */
export async function detectApplication(folder: string, given?: readonly Framework[]): Promise<Application> {
  const dependencies = await readDependencies(folder);
  const has = (name: string) => dependencies.has(name);
  const found = DEPENDENCIES.flatMap(([framework, name]): Framework[] => (has(name) ? [framework] : []));
  const { install, execute } = MANAGERS.find(({ file }) => existsSync(join(folder, file))) ?? NPM;
  return {
    frameworks: given ?? (found.length > 0 ? found : [has('vite') ? 'browser' : 'node']),
    isTypeScript: has('typescript') || existsSync(join(folder, 'tsconfig.json')),
    hasVite: has('vite'),
    ...{ install, execute },
  };
}

async function readDependencies(folder: string): Promise<ReadonlySet<string>> {
  const text = await readTextIfPresent(join(folder, 'package.json'), 'package.json');
  if (text === undefined) {
    const problem = 'There is no package.json here. Run this command in the folder of an application, or create one.';
    throw new Complaint(problem, STATUS.usage, 'npm init --yes');
  }
  const { dependencies, devDependencies } = parseManifest(text);
  return new Set([dependencies, devDependencies].flatMap((versions) => Object.keys(Object(versions) as object)));
}

type Manifest = { readonly dependencies?: unknown; readonly devDependencies?: unknown };

function parseManifest(text: string): Manifest {
  try {
    return Object(JSON.parse(text)) as Manifest;
  } catch (error) {
    throw new Complaint(`package.json is not JSON: ${(error as Error).message}.`, STATUS.usage);
  }
}
