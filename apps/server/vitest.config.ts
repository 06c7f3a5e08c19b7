import { vitestConfig } from '../../tools/src/vitest/shared.ts';

export default vitestConfig({ root: import.meta.dirname, workers: 2, database: true });
