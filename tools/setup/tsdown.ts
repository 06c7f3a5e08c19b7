import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

type Manifest = {
  readonly exports: Readonly<Record<string, Readonly<Record<string, unknown>> | string>>;
  readonly nx: { readonly tags: readonly string[] };
};

const ROOT = join(import.meta.dirname, '../..');
/** The condition under which projects of this repository read the source of a package instead of its build. */
const SOURCE = '@burgee/source';

/**
 * The build of a published package, into `build/`. Its manifest decides the rest: each of its `exports` is an entry, built
 * for `require` too if it has that condition.
 *
 * @param folder the package's folder: `import.meta.dirname` of its `tsdown.config.ts`.
 * @param inline matches dependencies whose code is copied into the build, so that it does not load them at run time.
 */
export function libraryBuild(folder: string, inline = /^$/): UserConfig {
  const { exports, nx } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const entries = Object.entries(exports).flatMap(([path, conditions]) =>
    typeof conditions === 'string' ? [] : [{ path, conditions }],
  );
  return defineConfig({
    entry: Object.fromEntries(entries.map(({ path, conditions }) => [entryName(path), String(conditions[SOURCE])])),
    format: entries.some(({ conditions }) => 'require' in conditions) ? ['esm', 'cjs'] : ['esm'],
    platform: nx.tags.includes('runs:node') ? 'node' : 'neutral',
    target: 'es2022',
    outDir: 'build',
    fixedExtension: false,
    // Without references, the types of other projects come from their sources. With them, they would come from `dist`, and
    // the types of a project that is not built would silently become `any`.
    dts: { sourcemap: false, tsconfigRaw: { references: [] }, compilerOptions: { composite: false, rootDir: ROOT } },
    sourcemap: false,
    // Declarations refer to these packages nevertheless: their types must be the same for everyone.
    deps: { alwaysBundle: inline, dts: { alwaysBundle: [] } },
    logLevel: 'warn',
    failOnWarn: true,
    inputOptions: {
      resolve: { conditionNames: [SOURCE, 'import', 'default'] },
      // Warns of slow machines.
      checks: { bundlerTimings: false },
    },
  });
}

/** `index` for `.`, `toolbar` for `./toolbar`. */
function entryName(path: string): string {
  return path === '.' ? 'index' : path.slice('./'.length);
}
