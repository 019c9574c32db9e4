import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The first view may cost so much script, gzipped. */
const BUDGET = 90 * 1024;

/** Prints what the first view costs and fails the build where it is too much. */
function budget(): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    writeBundle(_, bundle) {
      const first = new Set<string>();
      const visit = (file: string) => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || first.has(file)) return;
        first.add(file);
        chunk.imports.forEach(visit);
      };
      for (const [file, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && chunk.isEntry && file.startsWith('assets/index')) visit(file);
      let bytes = 0;
      for (const file of first) {
        const chunk = bundle[file];
        if (chunk?.type === 'chunk') bytes += gzipSync(chunk.code, { level: 9 }).length;
      }
      const kb = (bytes / 1024).toFixed(1);
      console.log(`initial JavaScript: ${kb} KB gzip of ${BUDGET / 1024} KB`);
      if (bytes > BUDGET && this.environment.config.build.minify !== false)
        this.error(`initial JavaScript is ${kb} KB gzip, over the budget`);
    },
  };
}

/** `npm run dev` asks a running server for everything that is not the page itself. */
const backend = process.env['MARCHLAND_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [budget()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: {
    alias: {
      'milsymbol/parts': fileURLToPath(
        new URL('node_modules/milsymbol/index.mjs', import.meta.url),
      ),
    },
  },
  worker: { format: 'es' },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy: { '/api': backend, '/base': backend } },
});
