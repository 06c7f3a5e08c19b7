import { vitestConfig } from './src/vitest/shared.ts';

export default vitestConfig({ root: import.meta.dirname });
