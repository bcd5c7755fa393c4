import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { listen } from './complaints.ts'
import { compile, folder, generate, up } from './generate.ts'
import { sampleFiles, samplesOfComments, samplesOfMarkdown } from './samples.ts'
import { files } from './workspace-samples.ts'

// Documentation is executed: what a reader copies has been compiled and, where it can, has run.

let errors: ReadonlyMap<string, readonly string[]> = new Map()

generate(files)
beforeAll(async () => {
  errors = await compile()
}, 120_000)

// Those for a page run in one: pages.browser.test.ts.
for (const { sample, path } of files.filter((file) => !file.sample.source.startsWith('planted'))) {
  const runs = sample.runsIn === 'node'
  test(`the sample ${sample.source}:${sample.line} compiles${runs ? ' and runs' : ''}`, async () => {
    expect(errors.get(path) ?? []).toEqual([])
    if (runs) expect((await run(path)).complaints).toEqual([])
  })
}

describe('a planted sample', () => {
  const [names, pair, page, wrong, throwing, asserting] = files
    .filter((file) => file.sample.source === 'planted/README.md')
    .map(({ path }) => path)

  test('that is wrong is not compiled in silence, and names its line', () => {
    expect(errors.get(wrong ?? '')).toEqual([expect.stringMatching(/^\(14,14\): error TS2322/)])
  })

  test('that throws is seen to throw', async () => {
    await expect(run(throwing ?? '')).rejects.toThrow('as it should')
  })

  test('that asserts what is not so is seen to', async () => {
    expect((await run(asserting ?? '')).complaints).toEqual(['Assertion failed: too short'])
  })

  test('may be imported by the next under the name it gives itself', async () => {
    expect(names).toBe('planted-readme/names.ts')
    expect(errors.get(pair ?? '')).toBeUndefined()
    expect((await run(pair ?? '')).exports).toHaveProperty('two', ['a', 'a'])
  })

  test('with elements compiles and runs', async () => {
    expect(errors.get(page ?? '')).toBeUndefined()
    expect((await run(page ?? '')).exports).toHaveProperty('page.type', 'p')
  })
})

describe('samples are found', () => {
  test('in fences of TypeScript, and in no others', () => {
    const text =
      '```sh\nnpm test\n```\n\n```ts\na()\n```\n- in a list\n  ```tsx no-run\n  <a />\n  ```\n````md\n```ts\nb()\n```\n````\n```tsx browser\n<b />\n```'
    expect(samplesOfMarkdown('README.md', text)).toEqual([
      { source: 'README.md', line: 6, language: 'ts', runsIn: 'node', code: 'a()\n' },
      { source: 'README.md', line: 10, language: 'tsx', runsIn: null, code: '<a />\n' },
      { source: 'README.md', line: 18, language: 'tsx', runsIn: 'browser', code: '<b />\n' },
    ])
  })

  test('in doc comments, at their lines', () => {
    const text =
      'const a = 1\n\n/**\n * Does.\n *\n * ```ts\n * if (a) {\n *   b()\n * }\n * ```\n */\nexport function b() {}\n'
    expect(samplesOfComments('a.ts', text)).toEqual([
      { source: 'a.ts', line: 7, language: 'ts', runsIn: 'node', code: 'if (a) {\n  b()\n}\n' },
    ])
  })

  test('with their misspelt words refused', () => {
    expect(() => samplesOfMarkdown('README.md', '```ts norun\n```')).toThrow('README.md:1: unknown word "norun"')
  })

  test('with relative imports meant from where they stand', () => {
    const [sample] = samplesOfMarkdown(
      'packages/engine/src/store/README.md',
      "```ts\nimport { a } from './index.ts'\n```",
    )
    expect(sample && sampleFiles([sample], up)[0]?.text.trim()).toBe(
      "import { a } from '../../../../packages/engine/src/store/index.ts'",
    )
  })
})

async function run(path: string): Promise<{ readonly exports: unknown; readonly complaints: readonly string[] }> {
  const complaints = listen()
  try {
    return { exports: await import(/* @vite-ignore */ join(folder, path)), complaints: complaints.list }
  } finally {
    complaints.end()
  }
}
