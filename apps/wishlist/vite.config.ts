import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = 'http://localhost:4000';

export default defineConfig(({ command }) => ({
  // Built once for every path that it may be served below: its files are named relative to its folder.
  base: command === 'serve' ? '/wishlist/' : './',
  plugins: [react()],
  // The libraries are read from their source, so that nothing must be built before.
  resolve: { conditions: ['@burgee/source', ...defaultClientConditions] },
  build: { outDir: 'build' },
  server: { proxy: { '/api': server, '/trpc': server } },
}));
