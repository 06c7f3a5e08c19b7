// `npm run pack:check`: builds and packs every published package, checks the tarballs, and uses them as an application outside
// of this repository does.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNext } from './pack/check-next.ts';
import { buildExample, exampleFolder, hasOwnLockfile, isPage, listExamples } from './pack/examples.ts';
import { takeFirstSteps } from './pack/newcomer.ts';
import { findNodes } from './pack/node-versions.ts';
import { openPage } from './pack/open-page.ts';
import { installOutside, type Outside } from './pack/outside.ts';
import { publishedPackages } from './pack/packages.ts';
import { createReport, type Report } from './pack/report.ts';
import { startSampleServer } from './pack/sample-server.ts';
import { runSamples } from './pack/samples.ts';
import { checkSizes } from './pack/sizes.ts';
import { buildPackages, checkTarball, type PackedPackage, packPackages } from './pack/tarballs.ts';
import { checkOneCall, checkTypes } from './pack/type-checks.ts';

const USAGE = `Usage: npm run pack:check -- [--next] [--keep]

Builds and packs the published packages, and installs the tarballs in an empty folder. There, uses of them are compiled and
run against a started server, bundles are measured, examples are built and opened, and the first steps of a newcomer with the
command line are timed.

--next also installs and builds the example with Next.js, and opens its page while its flag changes. It installs 330 MB.
--keep leaves the folder.`;

const { values } = parseArgs({
  options: {
    next: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-pack-'));
  const report = createReport(console.log);
  try {
    const packed = await packAndCheck(report, folder);
    const outside = packed && (await installAll(report, packed, folder));
    if (outside) await useOutside(report, outside);
    if (packed && values.next) await checkNext(report, packed, join(folder, 'next'));
  } finally {
    if (values.keep) console.log(`Kept ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = report.finish() ? 0 : 1;
}

async function packAndCheck(report: Report, folder: string): Promise<PackedPackage[] | undefined> {
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
  return packed;
}

function installAll(report: Report, packed: readonly PackedPackage[], folder: string): Promise<Outside | undefined> {
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
  const [node] = nodes?.values() ?? [];
  if (node !== undefined) await takeFirstSteps(report, node, folder);
  await using server = await startSampleServer();
  for (const [version, node] of nodes ?? []) {
    for (const [react, application] of reacts) {
      const name = `samples on Node ${version} with React ${react}`;
      await report.check(name, () => runSamples(node, application, server));
    }
  }
  for (const example of listExamples().filter((each) => !hasOwnLockfile(each))) {
    await report.check(`example ${example.name}`, () => buildExample(example, folder));
    if (!isPage(example)) continue;
    const built = join(exampleFolder(folder, example.name), 'dist');
    await report.check(`page of example ${example.name}`, () => openPage(built, server.url, 'The new checkout'));
  }
}
