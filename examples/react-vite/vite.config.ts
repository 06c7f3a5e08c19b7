import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Finds its files below any path.
  base: './',
  plugins: [react()],
  // While you develop, the page and the server have the same origin.
  server: { proxy: { '/api': 'http://localhost:4000' } },
});
