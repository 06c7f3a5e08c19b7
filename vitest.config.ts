import { defineConfig } from 'vitest/config';

/** For editors and `npx vitest`: all projects at once. `npm test` runs them one by one, so that each is cached. */
export default defineConfig({
  test: { projects: ['libs/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'tools/vitest.config.ts'] },
});
