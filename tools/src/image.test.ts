import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const dockerfile = read('Dockerfile');
/** The last stage is the image itself; the others only build it. */
const finalStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
/** Paths that the image copies from the build stage, relative to the root of the repository. */
const copied = [...finalStage.matchAll(/^COPY --from=build (?:--\S+ )*\/app\/(\S+) (\S+)$/gm)].map(
  ([, source = '', target = '']) => ({ source, target }),
);
const isCopied = (path: string) => copied.some(({ source }) => path === source || path.startsWith(`${source}/`));

/** Paths below the root of the repository that the server's entry point names. */
const main = read('apps/server/src/main.ts');
const named = [...main.matchAll(/\$\{root\}\/([\w./-]+)/g)].map(([, path = '']) => path);

type Manifest = {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly nx: { readonly targets: Readonly<Record<string, unknown>> };
};
const workspaces = new Map(
  globSync('{apps,libs}/*/package.json', { cwd: root }).map((file) => {
    const manifest = JSON.parse(read(file)) as Manifest;
    return [manifest.name, { folder: file.replace('/package.json', ''), manifest }];
  }),
);

/** The packages of this repository that the sources of a project load at run time, directly. */
function importsOf(name: string): string[] {
  const { folder } = workspaces.get(name) ?? {};
  const sources = globSync(`${folder}/src/**/*.{ts,tsx}`, { cwd: root }).filter(
    (file) => !/\.test(-d)?\.tsx?$|\/test-/.test(file),
  );
  // A type-only import is erased, and needs no file.
  const imports = sources.flatMap((file) => [
    ...read(file).matchAll(/^(?:import|export) (?!type\b)[^;=]*? from '(@burgee\/[\w-]+)/gm),
  ]);
  return [...new Set(imports.map(([, imported = '']) => imported))];
}

function reachableFrom(name: string, reached = new Set<string>()): Set<string> {
  for (const next of importsOf(name)) {
    if (reached.has(next)) continue;
    reached.add(next);
    reachableFrom(next, reached);
  }
  return reached;
}

describe('the image', () => {
  it('begins with the Node of .nvmrc, whose version is named', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);

    expect(new Set(images)).toEqual(new Set([`node:${read('.nvmrc').trim()}-slim`]));
  });

  it('runs the server without npm, as a user without privileges', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(/^CMD (.*)$/m.exec(dockerfile)?.[1]).toBe(
      '["node", "--conditions=@burgee/source", "apps/server/src/main.ts"]',
    );
  });

  it('keeps every path as it is in the repository, which links in node_modules need', () => {
    expect(copied.length).toBeGreaterThan(4);
    for (const { source, target } of copied) {
      expect(target.replace(/^\.?\//, ''), source).toBe(source === 'package.json' ? '' : source);
    }
  });

  it.each(named)('has %s, which the server reads or serves', (path) => {
    expect(isCopied(path)).toBe(true);
  });

  it('has the documentation, which agents search', () => {
    expect(named).toContain('docs');
    // The other folders of it are not read, and the last pattern that matches a file decides.
    expect(read('.dockerignore')).toMatch(/^docs\/\*\n!docs\/\*\.md$/m);
  });

  it('has every web app that the repository builds', () => {
    const webApps = globSync('apps/*/vite.config.ts', { cwd: root }).map((file) =>
      file.split('/').slice(0, 2).join('/'),
    );

    expect(webApps.length).toBeGreaterThan(1);
    expect(named).toEqual(expect.arrayContaining(webApps.map((folder) => `${folder}/build`)));
    // The build stage builds every project in apps that has this target.
    expect(dockerfile).toContain("nx run-many --target=build --projects='apps/*'");
    for (const { folder, manifest } of workspaces.values()) {
      if (webApps.includes(folder)) expect(Object.keys(manifest.nx.targets)).toContain('build');
    }
  });

  it('has the packages that the server imports, and installs what they depend on', () => {
    const reached = reachableFrom('@burgee/server');

    expect(reached).toContain('@burgee/evaluator');
    for (const name of reached) expect(isCopied(workspaces.get(name)?.folder ?? name), name).toBe(true);
    // `npm ci --omit=dev` installs dependencies only.
    expect(dockerfile).toMatch(/npm ci .*--omit=dev .*--workspace=@burgee\/server$/m);
    const loading = ['@burgee/server', ...reached];
    // Builds of some packages contain what their sources import, so another package must install it.
    const installed = loading.flatMap((name) => Object.keys(workspaces.get(name)?.manifest.dependencies ?? {}));
    for (const name of loading) {
      expect(
        importsOf(name).filter((imported) => !installed.includes(imported)),
        name,
      ).toEqual([]);
    }
  });

  it('is not built from secrets, or from files of one machine', () => {
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.env.*', '.data', '.git', '**/node_modules']),
    );
  });
});
