/** What an import may cost in a production build. */
export interface Budget {
  /** What is imported, as an app would. */
  readonly program: string
  /** Packages whose code may be in the bundle: exactly these. */
  readonly packages: readonly string[]
  /** Packages that the app has anyway, and that are not counted. */
  readonly external?: readonly string[]
  /** Upper bound of the minified, gzipped bytes, dependencies included. */
  readonly gzipBytes: number
}

/**
 * What the builds weigh, rounded up. A bound may be lowered by whoever makes something smaller; raising one is a decision to be argued for in its
 * commit.
 *
 * Of the worker's bytes Dexie is 31 kB, comlink is 2; ours are the engine (42), `query` without its builder (20, half of it for planning: normal form,
 * containment, searches), `hubspot` (10) and `crm` (5), as measured by leaving out one after the other. Of the page's, rxjs, immer and comlink are 13 and ours 17.
 * Keeping queries on the device (pins, and on a full device the claims of what is kept) costs the worker 1 kB and the page 0.1; claims that outlast evictions
 * and the end of what is remembered of departed records cost the worker 1.5; intents that are ready, kept by change, and reading of the journal only what is
 * new, 0.7.
 * Long answers in pieces, and orders told by what moved, cost the worker 0.4 kB: a page is never kept busy for long by one message. One loading for all queries
 * that need the same, and an election that outlives a full disk, cost it another 0.4: requests halved on a first screen, and writes that are sent without a reload.
 * What only the page needs (the builder) is not in the worker, and what only the worker needs (the check of foreign queries, searches, columns) is not in
 * the page.
 */
export const budgets: Readonly<Record<string, Budget>> = {
  'schema alone': {
    program: "import { defineSchema } from '@holdfast/crm'; globalThis.used = defineSchema",
    packages: ['@holdfast/crm'],
    gzipBytes: 3_400,
  },
  'query builder alone': {
    program: "import { queryBuilder } from '@holdfast/query'; globalThis.used = queryBuilder",
    packages: ['@holdfast/crm', '@holdfast/query'],
    gzipBytes: 6_500,
  },
  page: {
    program: "import { openCrm } from '@holdfast/client'; globalThis.used = openCrm",
    packages: ['@holdfast/client', '@holdfast/crm', '@holdfast/query', 'comlink', 'immer', 'rxjs', 'tslib'],
    gzipBytes: 30_900,
  },
  'React hooks': {
    program: "import * as hooks from '@holdfast/react'; globalThis.used = hooks",
    packages: ['@holdfast/react'],
    external: ['react', 'react/jsx-runtime', 'rxjs'],
    gzipBytes: 1_000,
  },
  worker: {
    program: "import { startEngine } from '@holdfast/engine'; globalThis.used = startEngine",
    packages: ['@holdfast/crm', '@holdfast/engine', '@holdfast/hubspot', '@holdfast/query', 'comlink', 'dexie'],
    gzipBytes: 120_700,
  },
}
