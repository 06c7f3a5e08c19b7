// Runs the bench that the first argument names, once, and prints what it measured. `npm run bench` starts this in a process
// of its own for each, because what the compiler learns from one bench would change the next.
import { benches } from './all.ts';

const bench = benches.find(({ name }) => name === process.argv[2]);
if (!bench) throw new Error(`there is no bench "${process.argv[2]}"`);
process.stdout.write(JSON.stringify(await bench.run()));
