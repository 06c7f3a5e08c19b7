// `npm run pack:check`: builds and packs every published package, checks the tarballs, and uses them as an application outside
// of this repository does.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildExample, exampleFolder, isPage, listExamples } from './pack/examples.ts';
import { findNodes } from './pack/node-versions.ts';
import { openPage } from './pack/open-page.ts';
import { installOutside, type Outside } from './pack/outside.ts';
import { publishedPackages } from './pack/packages.ts';
import { createReport, type Report } from './pack/report.ts';
import { startSampleServer } from './pack/sample-server.ts';
import { runSamples } from './pack/samples.ts';
import { checkSizes } from './pack/sizes.ts';
import { buildPackages, checkTarball, packPackages } from './pack/tarballs.ts';
import { checkOneCall, checkTypes } from './pack/type-checks.ts';

const USAGE = `Usage: npm run pack:check -- [--keep]

Builds and packs the published packages, and installs the tarballs in an empty folder. There, uses of them are compiled and
run against a started server, bundles are measured, and examples are built and opened. --keep leaves the folder.`;

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});

if (values.help) console.log(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-pack-'));
  const report = createReport(console.log);
  try {
    const outside = await packAndInstall(report, folder);
    if (outside) await useOutside(report, outside);
  } finally {
    if (values.keep) console.log(`Kept ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = report.finish() ? 0 : 1;
}

async function packAndInstall(report: Report, folder: string): Promise<Outside | undefined> {
  const packages = publishedPackages();
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const built = await report.make('builds', () => buildPackages(packages), String);
  const packed =
    built && (await report.make('packs from a fresh clone', () => packPackages(packages, tarballs), countOf));
  if (!packed) return undefined;
  for (const each of packed) {
    await report.check(each.manifest.name, () => checkTarball(each, join(folder, 'unpacked')));
  }
  return report.make(
    'installs all tarballs in an empty folder',
    () => installOutside(packed, join(folder, 'outside')),
    ({ reacts }) => `with React ${[...reacts.keys()].join(' and ')}`,
  );
}

function countOf({ length }: readonly unknown[]): string {
  return `${length} tarballs`;
}

async function useOutside(report: Report, outside: Outside): Promise<void> {
  const { folder, reacts } = outside;
  await checkTypes(report, outside);
  await checkOneCall(report, outside);
  await checkSizes(report, folder);
  const nodes = await report.make(
    'finds the versions of Node',
    () => findNodes(process.env.PATH ?? ''),
    (found) => [...found.keys()].join(', '),
  );
  await using server = await startSampleServer();
  for (const [version, node] of nodes ?? []) {
    for (const [react, application] of reacts) {
      const name = `samples on Node ${version} with React ${react}`;
      await report.check(name, () => runSamples(node, application, server));
    }
  }
  for (const example of listExamples()) {
    await report.check(`example ${example.name}`, () => buildExample(example, folder));
    if (!isPage(example)) continue;
    const built = join(exampleFolder(folder, example.name), 'dist');
    await report.check(`page of example ${example.name}`, () => openPage(built, server.url, 'The new checkout'));
  }
}
