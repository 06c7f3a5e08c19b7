import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly nx: { readonly tags: readonly string[] };
};

const ROOT = join(import.meta.dirname, '../..');
const TARGET = 'es2022';
/** The condition under which projects of this repository read the source of a package instead of its build. */
const SOURCE = '@burgee/source';
const INPUT: UserConfig['inputOptions'] = {
  resolve: { conditionNames: [SOURCE, 'import', 'default'] },
  checks: {
    // Warns of slow machines.
    bundlerTimings: false,
    // Warns of `'use client'`, which only entries have, and there it is kept.
    moduleLevelDirective: false,
  },
};

type LibraryOptions = {
  /** Matches dependencies whose code is copied into the build, so that it does not load them at run time. */
  readonly inline?: RegExp;
  /** Shortens the code, but not its names. Applications that minify it again get about 2 % less than without. */
  readonly compress?: boolean;
  /** Entries besides those of `exports`, such as for one platform, by name. */
  readonly entries?: Readonly<Record<string, string>>;
};

/**
 * The build of a published package, into `build/`. Its manifest decides the rest: each of its `exports` is an entry, built
 * for `require` too if it has that condition.
 *
 * @param folder the package's folder: `import.meta.dirname` of its `tsdown.config.ts`.
 */
export function libraryBuild(
  folder: string,
  { inline = /^$/, compress = false, entries = {} }: LibraryOptions = {},
): UserConfig {
  const { version, exports = {}, nx } = readManifest(join(folder, 'package.json'));
  return defineConfig({
    entry: {
      ...Object.fromEntries(
        Object.entries(exports).map(([path, { [SOURCE]: source }]) => [entryName(path), String(source)]),
      ),
      ...entries,
    },
    format: Object.values(exports).some((conditions) => 'require' in conditions) ? ['esm', 'cjs'] : ['esm'],
    platform: nx.tags.includes('runs:node') ? 'node' : 'neutral',
    target: TARGET,
    define: { BURGEE_VERSION: JSON.stringify(version) },
    outDir: 'build',
    fixedExtension: false,
    dts: {
      sourcemap: false,
      // Types of other projects come from their sources. With references, they would come from `dist`, and the types of a
      // project that is not built would silently become `any`.
      tsconfigRaw: { references: [] },
      // Without paths, other projects would be found in `node_modules`, where TypeScript emits nothing.
      compilerOptions: { composite: false, rootDir: ROOT, paths: sourcePaths() },
    },
    sourcemap: false,
    minify: compress && { compress: true, mangle: false, codegen: false },
    // Declarations refer to these packages nevertheless: their types must be the same for everyone.
    deps: { alwaysBundle: inline, neverBundle: /^node:/, dts: { alwaysBundle: [], neverBundle: ['zod'] } },
    treeshake: { moduleSideEffects: [{ test: /^zod$/, sideEffects: false }] },
    inputOptions: INPUT,
    logLevel: 'warn',
    failOnWarn: true,
  });
}

/**
 * A build of the whole package as one minified script for pages without a bundler, `build/<name>.iife.js`. It includes the
 * dependencies, and sets the global `name`.
 */
export function scriptBuild(folder: string, name: string): UserConfig {
  return defineConfig({
    entry: { [name]: join(folder, 'src/index.ts') },
    format: 'iife',
    globalName: name,
    platform: 'browser',
    target: TARGET,
    minify: true,
    outDir: 'build',
    clean: false,
    dts: false,
    sourcemap: false,
    deps: { alwaysBundle: /^@burgee\// },
    inputOptions: INPUT,
    logLevel: 'warn',
    failOnWarn: true,
  });
}

/** `index` for `.`, `toolbar` for `./toolbar`. */
function entryName(path: string): string {
  return path === '.' ? 'index' : path.slice('./'.length);
}

/** The source of each entry of each library, by the name under which it is imported. */
function sourcePaths(): Record<string, string[]> {
  const libraries = globSync('libs/*/package.json', { cwd: ROOT });
  const paths = libraries.flatMap((file) => {
    const { name, exports = {} } = readManifest(join(ROOT, file));
    return Object.entries(exports).map(([path, { [SOURCE]: source }]) => {
      return [name + path.slice(1), [join(ROOT, dirname(file), String(source))]] as [string, string[]];
    });
  });
  return Object.fromEntries(paths);
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}
