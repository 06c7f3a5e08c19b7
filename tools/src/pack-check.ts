// `npm run pack:check`: builds and packs every published package, checks the tarballs, and uses them as an application outside
// of this repository does.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findNodes } from './pack/node-versions.ts';
import { installOutside, type Outside } from './pack/outside.ts';
import { publishedPackages } from './pack/packages.ts';
import { createReport, type Report } from './pack/report.ts';
import { startSampleServer } from './pack/sample-server.ts';
import { runSamples } from './pack/samples.ts';
import { buildPackages, checkTarball, packPackages } from './pack/tarballs.ts';
import { checkTypes } from './pack/type-checks.ts';

const USAGE = `Usage: npm run pack:check -- [--keep]

Builds and packs the published packages, and installs the tarballs in an empty folder. There, uses of them are compiled and
run against a started server. --keep leaves the folder for inspection.`;

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});

if (values.help) console.log(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-pack-'));
  const report = createReport(console.log);
  await checkPackages(report, folder);
  if (values.keep) console.log(`Kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  process.exitCode = report.finish() ? 0 : 1;
}

async function checkPackages(report: Report, folder: string): Promise<void> {
  const packages = publishedPackages();
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const built = await report.make('builds', () => buildPackages(packages), String);
  if (!built) return;
  const packed = await report.make(
    'packs from a fresh clone',
    () => packPackages(packages, tarballs),
    ({ length }) => `${length} tarballs`,
  );
  for (const each of packed ?? [])
    await report.check(each.manifest.name, () => checkTarball(each, join(folder, 'unpacked')));
  const outside = await report.make(
    'installs all tarballs in an empty folder',
    () => installOutside(packed ?? [], join(folder, 'outside')),
    ({ reacts }) => `React ${[...reacts.keys()].join(' and ')}`,
  );
  if (!outside) return;
  await checkTypes(report, outside);
  await runEverything(report, outside);
}

async function runEverything(report: Report, { reacts }: Outside): Promise<void> {
  const nodes = await report.make(
    'finds the versions of Node',
    () => findNodes(process.env.PATH ?? ''),
    (found) => [...found.keys()].join(', '),
  );
  await using server = await startSampleServer();
  for (const [version, node] of nodes ?? []) {
    for (const [react, folder] of reacts)
      await report.check(`samples on Node ${version} with React ${react}`, () => runSamples(node, folder, server.url));
  }
}
