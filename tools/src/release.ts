// `npm run release`: sets the version of all packages, completes the changelog, commits and tags. It publishes and pushes nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { releaseChangelog } from './release/changelog.ts';
import { nextMinor, versionProblem } from './release/version.ts';

const USAGE = `Usage: npm run release -- <version> [--dry-run]

Sets the version of every package, moves the changes of CHANGELOG.md from "Unreleased" to the version, commits and tags.
--dry-run shows all of it and changes nothing; without a version, it shows the next minor one.`;

const { values, positionals } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  allowPositionals: true,
});
const isDryRun = values['dry-run'];

/** The manifests that Nx does not release: the server reads its version from the first, and examples install packages. */
const MORE_MANIFESTS = ['package.json', ...globSync('examples/*/package.json')];

if (values.help) console.log(USAGE);
else process.exitCode = release(positionals[0]);

function release(given: string | undefined): number {
  const { version: current } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const version = given ?? (isDryRun ? nextMinor(current) : undefined);
  const problem = version === undefined ? USAGE : refusal(version, current);
  if (version === undefined || problem !== undefined) {
    console.error(problem);
    return 1;
  }
  const changelog = releaseChangelog(readFileSync('CHANGELOG.md', 'utf8'), version, today());
  // Before Nx, which updates the lockfile.
  updateManifests(current, version);
  if (!setVersions(version)) return 1;
  write('CHANGELOG.md', changelog);
  git('commit', '--all', `--message=Release ${version}`);
  git('tag', '--annotate', `v${version}`, `--message=Burgee ${version}`);
  console.log(`${isDryRun ? 'A dry run: nothing was changed. It would release' : 'Released'} ${version}.`);
  return 0;
}

function refusal(version: string, current: string): string | undefined {
  const tagged = execFileSync('git', ['tag', '--list', `v${current}`], { encoding: 'utf8' });
  const changed = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
  if (!isDryRun && changed !== '') return `Commit or discard these changes first:\n${changed}`;
  return versionProblem(version, current, tagged !== '');
}

/** By `nx release`, which also updates the dependencies between packages and the lockfile. */
function setVersions(version: string): boolean {
  const options = [
    '--git-commit=false',
    '--git-tag=false',
    '--stage-changes=false',
    ...(isDryRun ? ['--dry-run'] : []),
  ];
  return spawnSync('nx', ['release', 'version', version, ...options], { stdio: 'inherit' }).status === 0;
}

function updateManifests(current: string, version: string): void {
  for (const file of MORE_MANIFESTS) {
    const text = readFileSync(file, 'utf8');
    const own = text.replace(`"version": "${current}"`, `"version": "${version}"`);
    write(file, own.replaceAll(new RegExp(`("(?:@burgee/[\\w-]+|burgee)": )"${current}"`, 'g'), `$1"${version}"`));
  }
}

function write(file: string, text: string): void {
  if (isDryRun) console.log(`UPDATE ${file} [dry-run]`);
  else writeFileSync(file, text);
}

function git(...args: readonly string[]): void {
  if (isDryRun) console.log(`git ${args.join(' ')} [dry-run]`);
  else execFileSync('git', args, { stdio: 'inherit' });
}

function today(): string {
  return new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
}
