import { vitestConfig } from './vitest/shared.ts';

export default vitestConfig({ root: import.meta.dirname });
