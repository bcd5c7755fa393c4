import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import type { BrowserProviderOption } from 'vitest/node'
import { chromium, firefox, webkit } from './test/browsers/programs.ts'
import { webkitgtk } from './test/browsers/webkitgtk.ts'
import { hubspotForPages } from './test/docs/hubspot-for-pages.ts'

// Always passed with --config: the name says what it is, one configuration for every project of the workspace.
// `SEED=… npm test -- name` replays a property: tests read `process.env['SEED']`.

const root = fileURLToPath(new URL('.', import.meta.url))

const browserTests = ['packages/*/src/**/*.browser.test.ts', 'packages/*/src/**/*.browser.test.tsx']
const pageSamples = ['test/docs/**/*.browser.test.ts']
const endToEnd = ['test/e2e/**/*.test.ts']

// Projects with the same number run together. Browsers and servers want the machine for themselves: two cores shared by
// three engines make timeouts, not speed.
const order = { types: 0, node: 1, chromium: 2, docs: 3, firefox: 4, webkit: 5, e2e: 6 }

// Found while tests run, a dependency makes Vite bundle anew and reload the page under the test.
const dependencies = [
  '@holdfast/engine > dexie',
  '@holdfast/engine > comlink',
  '@holdfast/client > rxjs',
  '@holdfast/client > immer',
]

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'types',
          root,
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'tsc',
            tsconfig: 'test/tsconfig.types.json',
            include: ['packages/*/src/**/*.test-d.ts', 'test/types/**/*.test-d.ts'],
            // Sources are judged by `tsc -b`, each under the libraries of its own package.
            ignoreSourceErrors: true,
          },
          sequence: { groupOrder: order.types },
        },
      },
      {
        test: {
          name: 'node',
          root,
          environment: 'node',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'playground/src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: [
            ...browserTests,
            ...pageSamples,
            ...endToEnd,
            '**/node_modules/**',
            '**/dist/**',
            '**/generated/**',
          ],
          // Two cores run property tests and a compiler side by side: the default 5 s measures the neighbours.
          testTimeout: 30_000,
          sequence: { groupOrder: order.node },
        },
      },
      ...browser('chromium', chromium.executablePath, playwright({ launchOptions: chromium })),
      ...documentation(),
      ...browser('firefox', firefox.executablePath, playwright({ launchOptions: firefox })),
      ...browser('webkit', webkit?.driver, webkitgtk(webkit ?? { driver: '', browser: '' })),
      {
        test: {
          name: 'e2e',
          root,
          environment: 'node',
          include: endToEnd,
          // Each drives a real browser against a real server on this machine, one after the other.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: order.e2e },
        },
      },
    ],
  },
})

/** The code samples of READMEs that need a page: `--project docs`. One engine is enough for them. */
function documentation(): TestProjectInlineConfiguration[] {
  // Without Chromium, its own project has said so.
  if (!existsSync(chromium.executablePath)) return []
  const { plugin, commands } = hubspotForPages()
  return [
    {
      root: `${root}test`,
      plugins: [plugin],
      resolve: { dedupe: ['react', 'react-dom'] },
      optimizeDeps: {
        include: [...dependencies, 'react', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'react-dom/client'],
      },
      test: {
        name: 'in-docs',
        include: pageSamples.map((pattern) => `${root}${pattern}`),
        globalSetup: `${root}test/docs/write-samples.ts`,
        testTimeout: 30_000,
        sequence: { groupOrder: order.docs },
        browser: {
          enabled: true,
          headless: true,
          ui: false,
          screenshotFailures: false,
          provider: playwright({ launchOptions: chromium }),
          commands: { ...commands },
          instances: [{ browser: 'chromium', name: 'docs' }],
        },
      },
    },
  ]
}

/** One project per engine: `--project firefox` runs the browser tests there. Without the browser there is no project, and in CI no run. */
function browser(
  name: 'chromium' | 'firefox' | 'webkit',
  program: string | undefined,
  provider: BrowserProviderOption,
): TestProjectInlineConfiguration[] {
  if (program === undefined || !existsSync(program)) {
    const missing = `No ${name} here: its tests cannot run. As root, "node .ci/bootstrap.mjs --browsers" installs it from apt.`
    if (process.env['CI'] === 'true') throw new Error(missing)
    console.warn(missing)
    return []
  }
  return [
    {
      // The package that depends on every other, so that the names below resolve from here.
      root: `${root}test`,
      optimizeDeps: { include: dependencies },
      test: {
        // Vitest wants the project and its browser to be called differently, and lists the browser.
        name: `in-${name}`,
        include: browserTests.map((pattern) => `${root}${pattern}`),
        testTimeout: 60_000,
        sequence: { groupOrder: order[name] },
        browser: {
          enabled: true,
          // WebKitGTK has no headless mode; its provider gives it a screen in memory.
          headless: name !== 'webkit',
          ui: false,
          screenshotFailures: false,
          provider,
          instances: [{ browser: name, name }],
        },
      },
    },
  ]
}
