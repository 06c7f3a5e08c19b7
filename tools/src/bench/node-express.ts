import type { Bench } from './bench.ts';
import { compareRates, startScript } from './rates.ts';

export const nodeExpress: Bench = {
  name: 'node-express',
  title: 'Express with the middleware of @burgee/node, 10 of 1,000 flags are read',
  floorTitle: 'the same without flags',
  unit: 'requests/s',
  processes: 1,
  limit: { of: 'ratio', atLeast: 0.5 },
  run: async () => {
    await using app = await startScript('flagged-express.ts');
    return await compareRates(`${app.url}flagged`, app.url);
  },
};
