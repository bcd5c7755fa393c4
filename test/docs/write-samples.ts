import type { TestProject } from 'vitest/node'
import { generate } from './generate.ts'
import { files } from './workspace-samples.ts'

/** A sample for a page. */
export interface PageSample {
  readonly source: string
  readonly line: number
  /** Below the folder of generated files. */
  readonly path: string
}

declare module 'vitest' {
  interface ProvidedContext {
    pageSamples: readonly PageSample[]
  }
}

/** Before the first page is opened: writes the samples as files and tells the tests which they are. */
export function setup({ provide }: TestProject): void {
  generate(files)
  provide(
    'pageSamples',
    files
      .filter(({ sample }) => sample.runsIn === 'browser')
      .map(({ sample, path }) => ({ source: sample.source, line: sample.line, path })),
  )
}
