import { defineConfig } from 'vitest/config';

// For editors and `npx vitest`: all projects in one run. `npm test` runs them one by one, so that each result is cached.
export default defineConfig({
  test: {
    projects: ['libs/*/vitest.config.ts', 'apps/{server,wishlist,admin}/vitest.config.ts', 'tools/vitest.config.ts'],
  },
});
