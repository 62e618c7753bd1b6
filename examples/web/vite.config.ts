/**
 * Serves the page, and hands on what it asks to the API: for the browser both are one origin, so that no CORS is needed.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
const { INSIGHTGRAPH_URL = 'http://localhost:4000/graphql', PORT = '5173' } = process.env;
const api = new URL(INSIGHTGRAPH_URL);

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: Number(PORT),
    strictPort: true,
    proxy: { '/graphql': { target: api.origin, rewrite: () => api.pathname } },
  },
});
