import { vitestConfig } from '../setup/vitest.ts';

export default vitestConfig({ root: import.meta.dirname, workers: 2, database: true });
