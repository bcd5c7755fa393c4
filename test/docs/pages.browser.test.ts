import { openCrm } from '@holdfast/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { commands } from 'vitest/browser'
import { crmOf, runInPage, urlOf, type ComponentProps, type OpenedCrm } from './in-page.ts'
import type { PageSample } from './write-samples.ts'

// The samples that need a page, in a page. Those of one README share page and account, from top to bottom as they are read.

const samples = inject('pageSamples')
const planted = 'planted-in-page/README.md'
const sources = [...new Set(samples.map(({ source }) => source))].filter((source) => source !== planted)

test('there are samples to run, those of the first page among them', () => {
  expect(sources).toContain('README.md')
})

describe.each(sources)('%s', (source) => {
  const own = samples.filter((sample) => sample.source === source)
  const modules = own.filter((sample) => !isWorker(sample))
  let props: ComponentProps
  let opened: OpenedCrm | undefined

  beforeAll(async () => {
    props = await freshPage()
  })
  afterAll(async () => {
    await opened?.close()
    await forgetEverything()
  })

  for (const { line, path } of modules) {
    test(`the sample of line ${line} runs in a page`, async () => {
      const { exports, complaints } = await runInPage(path, props, opened)
      opened ??= crmOf(exports)
      expect(complaints).toEqual([])
    })
  }

  // A worker is started by the page that its README shows; without one, it must at least answer.
  for (const { line, path } of modules.length === 0 ? own : []) {
    test(`the worker of line ${line} starts and answers`, async () => {
      const worker = (): Worker => new Worker(`${urlOf(path)}?worker_file&type=module`, { type: 'module' })
      await expect(openCrm({ schema: {}, account: '1', worker })).rejects.toMatchObject({ code: 'engine/mismatch' })
    })
  }
})

describe('a planted sample', () => {
  let props: ComponentProps

  beforeAll(async () => {
    props = await freshPage()
  })

  test.each([
    ['throws', 'Thrown: Error: planted: throws'],
    ['throws-later', 'Uncaught: Error: planted: throws later'],
    ['rejects', 'Uncaught: Error: planted: rejects'],
    ['says-so', 'planted: says so 2'],
    ['asserts', 'Assertion failed: planted: asserts'],
    ['is-refused', 'HubSpot answered 404 to GET /crm/crm/objects/2026-09/deals/404404'],
  ])('that %s is found out: %s', async (name, complaint) => {
    const { complaints } = await runInPage(`planted-in-page-readme/${name}.ts`, props)
    expect(complaints).toContainEqual(expect.stringContaining(complaint))
  })

  test.each([
    ['does-not-render', 'planted: does not render'],
    ['renders-nothing', 'A component shows nothing.'],
  ])('that %s is found out', async (name, complaint) => {
    const { complaints } = await runInPage(`planted-in-page-readme/${name}.tsx`, props)
    expect(complaints).toContainEqual(expect.stringContaining(complaint))
  })

  test('with a component and an element shows both', async () => {
    const { complaints, shown } = await runInPage('planted-in-page-readme/renders.tsx', { ...props, owner: 'Grace' })
    expect(complaints).toEqual([])
    expect(shown).toEqual(['<p>Good morning, Grace</p>', '<p>Good morning, Ada</p>'])
  })
})

function isWorker({ path }: PageSample): boolean {
  return path.endsWith('.worker.ts')
}

/** A new account, and an address that names one of its deals, as a route would. */
async function freshPage(): Promise<ComponentProps> {
  const { owner, deal } = await commands.newAccount()
  history.replaceState(null, '', `#${deal}`)
  return { owner, id: deal }
}

/** The next README opens an account of the same number. */
async function forgetEverything(): Promise<void> {
  const databases = await indexedDB.databases()
  await Promise.all(
    databases.map(
      ({ name = '' }) =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name)
          request.addEventListener('success', () => resolve())
          request.addEventListener('error', () => reject(request.error))
        }),
    ),
  )
}
