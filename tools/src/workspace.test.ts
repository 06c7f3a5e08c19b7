import { ESLint } from 'eslint';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/**
 * The table in docs/architecture.md. All projects except flags and contracts may also use the testing library, in
 * tests.
 */
const MAY_DEPEND_ON: Record<string, readonly string[]> = {
  flags: [],
  contracts: [],
  evaluator: ['contracts', 'testing'],
  'data-access': ['contracts', 'testing'],
  api: ['contracts', 'evaluator', 'importers', 'protocols', 'data-access', 'testing'],
  'api-client': ['contracts', 'api', 'testing'],
  client: ['contracts', 'flags', 'testing'],
  react: ['contracts', 'flags', 'client', 'testing'],
  node: ['contracts', 'flags', 'evaluator', 'client', 'testing'],
  express: ['node'],
  openfeature: ['contracts', 'flags', 'evaluator', 'protocols', 'client', 'node', 'testing'],
  importers: ['contracts', 'evaluator', 'testing'],
  protocols: ['contracts', 'evaluator', 'testing'],
  testing: ['contracts'],
  server: ['contracts', 'flags', 'evaluator', 'data-access', 'api', 'node', 'testing'],
  admin: ['contracts', 'flags', 'evaluator', 'protocols', 'client', 'react', 'api-client', 'testing'],
  burgee: [
    'contracts',
    'flags',
    'evaluator',
    'protocols',
    'client',
    'importers',
    'node',
    'api',
    'api-client',
    'testing',
  ],
  wishlist: ['contracts', 'flags', 'evaluator', 'client', 'react', 'testing'],
  // Everything except apps; the interop tests start servers and browsers as the journeys do.
  tools: [...globSync('*', { cwd: join(root, 'libs') }), 'e2e'],
  e2e: [...globSync('*', { cwd: join(root, 'libs') }), 'tools'],
  setup: [],
};

/** Every project's configurations import the setup of tests. */
const ALLOWED_EVERYWHERE = 'setup';

type ProjectGraph = {
  nodes: Record<string, { data: { root: string; tags: string[] } }>;
  dependencies: Record<string, { target: string }[]>;
};
type DepConstraint = { sourceTag?: string; allSourceTags?: string[] };

const { graph } = JSON.parse(
  execFileSync(join(root, 'node_modules/.bin/nx'), ['graph', '--file=stdout'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }),
) as { graph: ProjectGraph };
const eslint = new ESLint({ cwd: root });

describe('project tags', () => {
  it.each(Object.entries(graph.nodes))('give %s one type and one platform', (_project, { data }) => {
    expect(data.tags.filter((tag) => !tag.startsWith('npm:'))).toEqual([
      expect.stringMatching(/^type:\w+$/),
      expect.stringMatching(/^runs:(any|node|browser)$/),
    ]);
  });

  it('are all constrained, and no constraint has a wildcard', async () => {
    const constraints = await depConstraints('libs/contracts/src/index.ts');
    const constrained = constraints.flatMap(({ sourceTag, allSourceTags = [] }) => sourceTag ?? allSourceTags);
    const tags = Object.values(graph.nodes).flatMap(({ data }) => data.tags.filter((tag) => !tag.startsWith('npm:')));

    expect(constrained).toEqual(expect.arrayContaining([...new Set(tags)]));
    expect(JSON.stringify(constraints)).not.toContain('*');
  });

  it.each(Object.entries(graph.nodes))('are enforced in %s', async (_project, { data }) => {
    expect(await depConstraints(`${data.root}/src/index.ts`)).toEqual(
      await depConstraints('libs/contracts/src/index.ts'),
    );
  });

  async function depConstraints(file: string): Promise<DepConstraint[]> {
    const config = (await eslint.calculateConfigForFile(join(root, file))) as { rules: Record<string, unknown[]> };
    const [severity, options] = config.rules['@nx/enforce-module-boundaries'] ?? [];
    expect(severity).toBe(2);
    return (options as { depConstraints: DepConstraint[] }).depConstraints;
  }
});

describe('dependencies between projects', () => {
  it.each(Object.entries(graph.dependencies))('of %s are those of the architecture', (project, dependencies) => {
    const targets = dependencies.map(({ target }) => target).filter((target) => target in graph.nodes);
    const allowed = [ALLOWED_EVERYWHERE, ...(MAY_DEPEND_ON[shortName(project)] ?? [])];

    expect(targets.map(shortName).filter((target) => !allowed.includes(target))).toEqual([]);
  });

  it('are checked for every project', () => {
    expect(Object.keys(graph.nodes).map(shortName).sort()).toEqual(Object.keys(MAY_DEPEND_ON).sort());
  });

  function shortName(project: string): string {
    return project.replace('@burgee/', '');
  }
});

describe('the lint', () => {
  it.each([
    ["import '@burgee/evaluator';", '@nx/enforce-module-boundaries'],
    ["import '@burgee/testing';", 'no-restricted-imports'],
    ["import '@burgee/evaluator/src/hash.ts';", 'no-restricted-imports'],
    ["import '../../evaluator/src/hash.ts';", '@nx/enforce-module-boundaries'],
    ["import { randomUUID } from 'node:crypto';", 'no-restricted-imports'],
    ["export * from './flag.ts';", 'no-restricted-syntax'],
    ['export default 1;', 'no-restricted-syntax'],
    ['enum Kind { Boolean }', 'no-restricted-syntax'],
    ['Date.now();', 'no-restricted-syntax'],
    ['new Date();', 'no-restricted-syntax'],
    ['Math.random();', 'no-restricted-syntax'],
    ['crypto.randomUUID();', 'no-restricted-syntax'],
    ['process.env.PORT;', 'no-restricted-syntax'],
    ['let anything: any;', '@typescript-eslint/no-explicit-any'],
    ['Promise.resolve();', '@typescript-eslint/no-floating-promises'],
  ])('refuses %s in a library', async (code, rule) => {
    const [result] = await eslint.lintText(code, { filePath: join(root, 'libs/contracts/src/index.ts') });

    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });
});

describe('the lint of the API client', () => {
  it.each([
    "import { appRouter } from '@burgee/api';",
    "import { type AppRouter } from '@burgee/api';",
    "export { appRouter } from '@burgee/api';",
    "void import('@burgee/api');",
  ])('refuses %s', async (code) => {
    expect(await messagesFor(code)).toContain('Import only types of the server.');
  });

  it('accepts an import of types', async () => {
    expect(await messagesFor("import type { AppRouter } from '@burgee/api';\nexport type Router = AppRouter;")).toEqual(
      [],
    );
  });

  async function messagesFor(code: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath: join(root, 'libs/api-client/src/index.ts') });
    return (result?.messages ?? []).map(({ message }) => message);
  }
});

describe('installed packages', () => {
  const files = ['package.json', ...globSync('{apps/*,libs/*,tools}/package.json', { cwd: root })];

  it.each(files)('are pinned to one version in %s', (file) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(file)) as Record<
      string,
      Record<string, string>
    >;

    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  it('have no download address in the lockfile', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });

  it('are minimal in core libraries: zod for contracts, hashing and RE2 for the evaluator', () => {
    const names = (file: string) => Object.keys((JSON.parse(read(file)) as { dependencies: object }).dependencies);

    expect(names('libs/contracts/package.json')).toEqual(['zod']);
    expect(names('libs/evaluator/package.json')).toEqual(['@burgee/contracts', '@noble/hashes', 're2js']);
  });

  function read(file: string): string {
    return readFileSync(join(root, file), 'utf8');
  }
});
