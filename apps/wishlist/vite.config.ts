import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = 'http://localhost:4000';

export default defineConfig(({ command }) => ({
  // One build serves every path prefix, because it refers to its files by relative paths.
  base: command === 'serve' ? '/wishlist/' : './',
  plugins: [react()],
  // Resolves the libraries to their source, so that they need no build first.
  resolve: { conditions: ['@burgee/source', ...defaultClientConditions] },
  build: { outDir: 'build' },
  server: { proxy: { '/api': server } },
}));
