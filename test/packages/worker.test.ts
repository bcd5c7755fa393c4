import { existsSync } from 'node:fs'
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, type Emulator } from '@holdfast/emulator'
import { chromium, type Browser } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, onTestFailed, onTestFinished, test } from 'vitest'
import { webpack } from 'webpack'
import { installApp } from './installed-app.ts'
import { importMap } from './plain-esm.ts'
import { serveBuilt, servePlain, type Site } from './site.ts'
import { packWorkspace, type PackedWorkspace } from './workspace-copy.ts'

const program = '/usr/bin/chromium'
const minute = 60_000

// In continuous integration the launch itself says that the browser is missing; elsewhere one may do without.
const isMissing = !existsSync(program) && process.env['CI'] !== 'true'
if (isMissing) console.warn('No chromium here: whether workers start from the packages cannot be tested.')

let folder: string
let app: string
let packed: PackedWorkspace
let browser: Browser | undefined

describe.skipIf(isMissing)('a worker file of the app, calling startEngine from the packed engine', () => {
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-worker-')))
    app = join(folder, 'app')
    packed = await packWorkspace(join(folder, 'workspace'))
    await installApp(app, packed)
    browser = await chromium.launch({
      executablePath: program,
      // Root cannot use the sandbox; the rest keeps the browser from calling home while tests run.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  }, minute)

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test.each<[string, (emulator: Emulator) => Promise<Site>]>([
    ['built by Vite without any configuration', byVite],
    ['built by webpack with an entry and nothing else', byWebpack],
    ['served as it is, with an import map for the page and resolved modules for the worker', plain],
  ])(
    'answers and writes: %s',
    async (_how, start) => {
      const emulator = createEmulator({ demo: { contacts: 40 } })
      const site = await start(emulator)
      onTestFinished(() => site.close())
      await holdfastWorks(site, emulator)
    },
    2 * minute,
  )
})

async function byVite(emulator: Emulator): Promise<Site> {
  const outDir = join(folder, 'by-vite')
  await build({ configFile: false, root: app, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
  return serveBuilt(outDir, emulator)
}

async function byWebpack(emulator: Emulator): Promise<Site> {
  const path = join(folder, 'by-webpack')
  const compiler = webpack({
    context: app,
    mode: 'production',
    entry: './main.js',
    output: { path, filename: 'main.js' },
    // Its advice on asset sizes, which a worker with a database always gets; ours are budgeted in the other test.
    performance: false,
  })
  if (compiler === null) throw new Error('webpack makes a compiler at once when it is given no callback.')
  const complaints = await new Promise<string>((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error) reject(error)
      else resolve(stats?.hasErrors() || stats?.hasWarnings() ? stats.toString({ colors: false }) : '')
    })
  })
  await new Promise((closed) => compiler.close(closed))
  expect(complaints).toBe('')
  await cp(join(app, 'index.html'), join(path, 'index.html'))
  return serveBuilt(path, emulator)
}

async function plain(emulator: Emulator): Promise<Site> {
  return servePlain(app, emulator, await importMap(app, packed.names))
}

async function holdfastWorks({ url }: Site, emulator: Emulator): Promise<void> {
  if (browser === undefined) throw new Error('There is no browser.')
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const complaints: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(error.error().message))
  onTestFailed(() => console.error(complaints.join('\n')))
  const page = await context.newPage()
  await page.goto(url)

  await page.locator('li').nth(4).waitFor({ timeout: 30_000 })
  expect(await page.locator('li').allTextContents()).toEqual(largestOpenDeals(emulator))

  const before = emulator.audit().length
  await page.getByRole('button', { name: 'Create a contact' }).click()
  await page.locator('output', { hasText: 'synced' }).waitFor({ timeout: 30_000 })
  const written = emulator.audit().slice(before)
  expect(written).toMatchObject([
    { kind: 'create', objectType: 'contacts', properties: { firstname: 'Ada', email: 'ada@packed.example' } },
  ])

  expect(page.workers().length).toBe(1)
  expect(complaints).toEqual([])
}

/** Names of the five open deals of the largest amount, from the records themselves. */
function largestOpenDeals(emulator: Emulator): string[] {
  const amount = (properties: Readonly<Record<string, string>>): number => Number(properties['amount'] || -1)
  return emulator.account
    .records('deals')
    .filter(({ properties }) => properties['hs_is_closed'] === 'false')
    .sort((a, b) => amount(b.properties) - amount(a.properties) || Number(a.id) - Number(b.id))
    .slice(0, 5)
    .map(({ properties }) => properties['dealname'] ?? '')
}
