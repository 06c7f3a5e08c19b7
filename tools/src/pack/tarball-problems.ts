import type { Manifest } from './packages.ts';

/** An unpacked tarball: its manifest, and the text of each file by its path. */
export type Tarball = { readonly manifest: Manifest; readonly files: ReadonlyMap<string, string> };

const REQUIRED_FILES = ['package.json', 'README.md', 'LICENSE'];
const OLDEST_NODE = '>=20';
/** A README shows an import or a command at least. */
const CODE_BLOCK = /^```\w+\n(?:.*\n)+?```$/m;

/** Returns the problems of a tarball that publint and attw do not look for, a sentence each. */
export function tarballProblems(tarball: Tarball): string[] {
  return [
    ...contentProblems(tarball),
    ...metadataProblems(tarball.manifest),
    ...versionProblems(tarball.manifest),
    ...importProblems(tarball),
  ];
}

function contentProblems({ manifest, files }: Tarball): string[] {
  const paths = [...files.keys()];
  const built = paths.filter((path) => path.startsWith('build/'));
  const extra = paths.filter((path) => !REQUIRED_FILES.includes(path) && !built.includes(path));
  const debris = built.filter((path) => /\.(map|tsbuildinfo)$|\.test\.|\.test-d\.|\/test-/.test(path));
  return [
    ...REQUIRED_FILES.filter((path) => !files.has(path)).map((path) => `${path} is missing`),
    ...(built.length === 0 ? ['build/ is empty'] : []),
    ...[...extra, ...debris].map((path) => `${path} does not belong into the tarball`),
    ...(CODE_BLOCK.test(files.get('README.md') ?? '') ? [] : [`the README of ${manifest.name} shows no usage`]),
  ];
}

function metadataProblems(manifest: Manifest): string[] {
  const { description, license, homepage, repository, keywords, engines, sideEffects } = manifest;
  const holds = {
    description: description !== undefined,
    license: license === 'Apache-2.0',
    homepage: homepage?.includes(repository?.directory ?? ' '),
    repository: repository?.url.startsWith('git+https://'),
    keywords: keywords.includes('feature-flags'),
    engines: engines['node'] === OLDEST_NODE,
    sideEffects: sideEffects !== undefined,
  };
  return Object.entries(holds)
    .filter(([, isRight]) => !isRight)
    .map(([field]) => `"${field}" of package.json is missing or wrong`);
}

/** Packages of one release work together, and only they are tested together. */
function versionProblems({ version, dependencies }: Manifest): string[] {
  return Object.entries(dependencies)
    .filter(([name, range]) => name.startsWith('@burgee/') && range !== version)
    .map(([name, range]) => `depends on ${name} ${range} instead of ${version}`);
}

/** Imports in built files and their declarations of packages that an application does not get by installing this one. */
function importProblems({ manifest, files }: Tarball): string[] {
  // A program is one file, whose texts may look like imports. A sample runs it.
  if (Object.keys(manifest.exports).length === 0) return [];
  const { name, dependencies, peerDependencies } = manifest;
  const known = [name, ...Object.keys({ ...dependencies, ...peerDependencies })];
  const undeclared = new Set<string>();
  for (const [path, text] of files) {
    if (!/\.[cm]?[jt]s$/.test(path)) continue;
    for (const imported of importsOf(text))
      if (!known.includes(imported)) undeclared.add(`${path} imports ${imported}`);
  }
  return [...undeclared].map((problem) => `${problem}, which is not a dependency`);
}

/** The packages that a built file names in imports, without those of Node. */
function importsOf(text: string): string[] {
  const specifiers = text.matchAll(/(?:^|[\s;}])(?:from|import|require\(|import\()\s*["']([^"'./][^"']*)["']/g);
  return [...specifiers].flatMap(([, specifier = '']) => {
    const [scope = '', rest = ''] = specifier.split('/');
    return specifier.startsWith('node:') ? [] : scope.startsWith('@') ? `${scope}/${rest}` : scope;
  });
}
