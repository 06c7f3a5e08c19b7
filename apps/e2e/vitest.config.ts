import { vitestConfig } from '../../tools/setup/vitest.ts';

export default vitestConfig({ root: import.meta.dirname, workers: 2 });
