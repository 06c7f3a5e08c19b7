import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = process.env['BURGEE_URL'] ?? 'http://localhost:4000';

// Allows development without signing in: the token that the server prints when it starts in development. The dev server
// adds it to every proxied request; the page never sees it.
const token = process.env['BURGEE_TOKEN'];
const target = { target: server, ...(token && { headers: { Authorization: `Bearer ${token}` } }) };

export default defineConfig(({ command }) => ({
  // One build serves every path prefix, because it refers to its files by relative paths.
  base: command === 'serve' ? '/admin/' : './',
  plugins: [react()],
  // Resolves the libraries to their source, so that they need no build first.
  resolve: { conditions: ['@burgee/source', ...defaultClientConditions] },
  build: {
    outDir: 'build',
    // Browsers that support light-dark(): its polyfill does not follow the color scheme that Mantine sets.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      output: {
        // A chunk that the others wait for; otherwise a schema could be created before Zod's compilation is disabled.
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
