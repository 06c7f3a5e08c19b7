import { vitestConfig } from '../setup/vitest.ts';

export default vitestConfig({ root: import.meta.dirname, database: true, workers: 2 });
