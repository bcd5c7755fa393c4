import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

export default defineConfig({
  plugins: [
    react(),
    // The service worker keeps the app itself; records are the engine's business, so `/crm` never passes through a cache.
    VitePWA({
      registerType: 'autoUpdate',
      // src/main.tsx registers it: the plugin's own way is a script in the page.
      injectRegister: false,
      workbox: {
        globPatterns: ['**/*.{html,js,css}'],
        navigateFallbackDenylist: [/^\/crm\//, /^\/_emulator\//],
        clientsClaim: true,
        skipWaiting: true,
      },
      manifest: {
        name: 'Holdfast playground',
        short_name: 'Holdfast',
        description: 'Deals of a sales team, with or without a network.',
        theme_color: '#0f5c63',
        background_color: '#f6f7f8',
        display: 'standalone',
        icons: [{ src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
    }),
  ],
  worker: { format: 'es' },
  // Only the worker imports these, and what Vite discovers while the page runs makes it reload the page.
  optimizeDeps: {
    include: [
      '@holdfast/client > comlink',
      '@holdfast/client > immer',
      '@holdfast/client > rxjs',
      '@holdfast/engine > comlink',
      '@holdfast/engine > dexie',
    ],
  },
  build: { target: 'es2022', sourcemap: true },
})
