// `npm run bench`: measures the cost of evaluations, each next to a floor measured in the same run, because a figure
// alone says more about the machine than about the code.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from './bench/all.ts';
import { type Bench, type Measurement, type Result, resultOf } from './bench/bench.ts';
import { asJson, asTable } from './bench/report.ts';

const USAGE = `Usage: npm run bench -- [--only <name>] [--json]

Measures the cost of evaluations, each as a multiple of a floor measured in the same run.
Exits with status 1 if a limit is exceeded.

  --only <name>  runs one benchmark: ${benches.map(({ name }) => name).join(', ')}; may be repeated
  --json         prints JSON instead of a table
  --help         prints this help`;

/** Results vary with the timing of the JIT compiler, so the best of several processes counts. */
const PROCESSES = 3;

process.exitCode = main();

function main(): number {
  const values = readArguments();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.problem) {
    console.error(`${values.problem}\n\n${USAGE}`);
    return 2;
  }
  const results = benches.filter(({ name }) => values.only?.includes(name) ?? true).map(measure);
  console.log(values.json ? asJson(results) : asTable(results));
  return results.every(({ isWithinLimit }) => isWithinLimit) ? 0 : 1;
}

type Arguments = {
  readonly only?: string[];
  readonly json?: boolean;
  readonly help?: boolean;
  readonly problem?: string;
};

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string', multiple: true }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    const unknown = values.only?.find((name) => !benches.some((bench) => bench.name === name));
    return unknown === undefined ? values : { problem: `There is no benchmark "${unknown}".` };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function measure(bench: Bench): Result {
  return resultOf(
    bench,
    Array.from({ length: bench.processes ?? PROCESSES }, () => runInProcess(bench)),
  );
}

function runInProcess({ name }: Bench): Measurement {
  const script = join(import.meta.dirname, 'bench', 'process.ts');
  const output = execFileSync(process.execPath, [...process.execArgv, '--expose-gc', script, name], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Measurement;
}
