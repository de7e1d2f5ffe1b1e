import optimizeLocales from '@react-aria/optimize-locales-plugin';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { fonts } from './scripts/fonts.mjs';
import { pdfData } from './scripts/pdf-data.mjs';

export default defineConfig({
  plugins: [
    { ...optimizeLocales.vite({ locales: ['en-US', 'de-DE'] }), enforce: 'pre' as const },
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      // Pending components too: in the shell they would pull in what they draw with.
      codeSplittingOptions: { defaultBehavior: [['component', 'pendingComponent'], ['errorComponent'], ['notFoundComponent']] },
      quoteStyle: 'single',
      semicolons: true,
    }),
    react(),
    pdfData(),
    fonts(),
  ],
  build: {
    target: 'es2023',
    // The content security policy has no `data:`, and the polyfill would be inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
    cssCodeSplit: true,
    rolldownOptions: {
      // Pages of reviews start with the small one; see scripts/review-page.mjs.
      input: { index: 'index.html', early: 'src/early.ts' },
      output: {
        codeSplitting: {
          // What the shell needs stands in chunks of its own. Otherwise the bundler may put it beside
          // parts of pages, and the shell would load those too.
          groups: [
            { name: 'early', test: /src\/(early|lib\/(trusted|page\/fragment|format\/lasting|api\/(ahead|client|problem)|review\/(opening|deep-link)|viewers\/image\/(display|warm-picture)))\.ts/, priority: 1 },
            { name: 'vendor', test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack)\// },
            { name: 'client', test: /src\/lib\/(api|format|page\/(fragment|later\.ts|when-idle|error-later)|trusted)|vite\/preload-helper/ },
            // What nearly every page draws with, and what all parts of a review share. Apart they would be thirty files
            // of a few hundred bytes, which compress badly.
            { name: 'ui', test: /src\/lib\/(ui\/(Avatar|Brand|Button|Dialog|Icon|Loading|Menu|Status|StatusIcon|Toasts|Tooltip|copy|status|toast|useKeys)|page\/(AppLink|later-part|later-place|useTitle)|theme\/.*|command\/(command|CommandMenu|go-commands)|dashboard\/(copy-link|download))\.tsx?/ },
            { name: 'review', test: /src\/lib\/(annotate\/|review\/(actions|body|comment-filter|comment-menu|context|drafts|known-guest|mention-query|review-state|search-marks|threads|unsent|use-layout|use-now)\.tsx?)/ },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['./src/test-setup.ts'], testTimeout: 30_000 },
});
