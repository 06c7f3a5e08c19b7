// Runs the benchmark named by the first argument once, and prints its measurement. `npm run bench` starts a process for
// each, because the JIT state from one benchmark would affect the next.
import { benches } from './all.ts';

const bench = benches.find(({ name }) => name === process.argv[2]);
if (!bench) throw new Error(`there is no benchmark "${process.argv[2]}"`);
process.stdout.write(JSON.stringify(await bench.run()));
