import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = process.env['BURGEE_URL'] ?? 'http://localhost:4000';

// To look around without signing in: the token that the server prints when it starts in development. It stays in this
// process, and goes out with every request; the page never sees it.
const token = process.env['BURGEE_TOKEN'];
const target = { target: server, ...(token && { headers: { Authorization: `Bearer ${token}` } }) };

export default defineConfig(({ command }) => ({
  // Built once for every path that it may be served below: its files are named relative to its folder.
  base: command === 'serve' ? '/admin/' : './',
  plugins: [react()],
  // The libraries are read from their source, so that nothing must be built before.
  resolve: { conditions: ['@burgee/source', ...defaultClientConditions] },
  build: {
    outDir: 'build',
    // Browsers that know light-dark(): its replacement does not follow the scheme that Mantine sets.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      output: {
        // In a chunk that others wait for, or a schema could be made before Zod is told not to compile it.
        codeSplitting: {
          groups: [
            { name: 'zod', test: /node_modules\/zod\/|without-eval/, priority: 1 },
            { name: 'first', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': target, '/trpc': target } },
}));
