import svelte from '@astrojs/svelte';
import { defineConfig } from 'astro/config';
import { lessons } from './src/lesson/build/integration.ts';
import { offline } from './src/offline/integration.ts';
import { buildAssets } from './src/runtime/build/assets.ts';
import { runtimeAssets } from './src/runtime/build/integration.ts';
import { LIBRARIES } from './src/runtime/build/libraries.ts';

const { SITE, BASE } = process.env;

export default defineConfig({
  ...(SITE && { site: SITE }),
  base: BASE || '/',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  // nothing inlined: pages stay small, files are cached, a CSP needs no hash for them
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 } },
  // dev and preview; elsewhere public/_headers says the same
  server: {
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  },
  integrations: [
    lessons({ libraries: LIBRARIES }),
    svelte(),
    runtimeAssets(),
    offline({ runtime: async (base) => (await buildAssets(base)).manifest }),
  ],
});
