import { vitestConfig } from '../../tools/vitest/shared.ts';

export default vitestConfig({ root: import.meta.dirname, environment: 'happy-dom' });
