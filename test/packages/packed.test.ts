import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../architecture/source-files.ts'
import { budgets } from './budgets.ts'
import { bundle, type Bundle } from './bundle.ts'
import { installApp, readManifest } from './installed-app.ts'
import { filesOf, missingSources, unreachable } from './tarball.ts'
import { run, runTool } from './tool.ts'
import { packWorkspace, type PackedWorkspace } from './workspace-copy.ts'

const names = readdirSync(join(root, 'packages')).sort()
const minute = 60_000

let folder: string
let app: string
let packed: PackedWorkspace
const unpacked = (name: string): string => join(app, 'node_modules/@holdfast', name)

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-packed-')))
  app = join(folder, 'app')
  packed = await packWorkspace(join(folder, 'workspace'))
  await installApp(app, packed)
}, minute)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(names)('the tarball of %s', (name) => {
  test(
    'has nothing that publint objects to',
    () => runTool('publint', ['--strict', packed.tarball(name)], folder),
    minute,
  )

  test(
    'has types that every ES module resolution finds',
    () => runTool('attw', ['--profile', 'esm-only', '--no-emoji', packed.tarball(name)], folder),
    minute,
  )

  test('holds its page, the licence, and neither tests nor build notes', async () => {
    const files = await filesOf(unpacked(name))
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']),
    )
    expect(files.filter((path) => !/^(dist\/|src\/|LICENSE$|README\.md$|package\.json$)/.test(path))).toEqual([])
    expect(files.filter((path) => /\.(test|test-d|fixture)\.|buildinfo$/.test(path))).toEqual([])
  })

  test('holds no module that its exports do not lead to', async () => {
    expect(await unreachable(unpacked(name), await readManifest(unpacked(name)))).toEqual([])
  })

  test('holds the source of everything a debugger steps through', async () => {
    expect(await missingSources(unpacked(name))).toEqual([])
  })

  test('exports what was built and asks for versions that exist outside of this workspace', async () => {
    const manifest = await readManifest(unpacked(name))
    for (const entry of Object.values(manifest.exports)) {
      expect(entry).toEqual({
        types: expect.stringMatching(/^\.\/dist\/.*\.d\.ts$/),
        default: expect.stringMatching(/^\.\/dist\/.*\.js$/),
      })
    }
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })
    expect(wanted.filter(([, version]) => !/^(>=)?\d+(\.\d+)*$/.test(version))).toEqual([])
  })

  test(
    'loads in Node by every entry, with the names of its source',
    async () => {
      const manifest = await readManifest(unpacked(name))
      for (const entry of Object.keys(manifest.exports)) {
        const specifier = manifest.name + entry.slice(1)
        const program = `console.log(JSON.stringify(Object.keys(await import('${specifier}')).sort()))`
        const built = JSON.parse(await run(process.execPath, ['--input-type=module', '-e', program], app)) as unknown
        const source = (await import(/* @vite-ignore */ specifier)) as object
        expect({ specifier, names: built }).toEqual({ specifier, names: Object.keys(source).sort() })
      }
    },
    minute,
  )
})

describe('an app made of the tarballs', () => {
  test.each(['nodenext', 'bundler'])(
    'is type-checked without our sources under module resolution %s',
    async (resolution) => {
      const module = resolution === 'bundler' ? 'esnext' : resolution
      const strict = [
        '--strict',
        '--exactOptionalPropertyTypes',
        '--noUncheckedIndexedAccess',
        '--noEmit',
        '--allowJs',
        '--checkJs',
      ]
      const libraries = [
        '--target',
        'es2022',
        '--lib',
        'es2023,dom,dom.iterable',
        '--types',
        'react',
        '--skipLibCheck',
        'false',
      ]
      const program = ['main.js', 'crm.worker.js', 'hooks.js']
      await runTool(
        'tsc',
        [...strict, ...libraries, '--module', module, '--moduleResolution', resolution, ...program],
        app,
      )
    },
    minute,
  )

  test(
    'finds the emulator as a command',
    async () => {
      const { bin } = await readManifest(unpacked('emulator'))
      const program = join(unpacked('emulator'), bin?.['holdfast-emulator'] ?? '')
      expect(await readFile(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
      const emulator = spawn(process.execPath, [program, '--port', '0', '--contacts', '10'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      try {
        const [line] = (await once(createInterface(emulator.stdout), 'line')) as [string]
        const [url] = /http:[\w.:/]+/.exec(line) ?? []
        const answer = await fetch(`${url}/crm/v3/objects/contacts?limit=1`, {
          headers: { authorization: 'Bearer any' },
        })
        expect(await answer.json()).toMatchObject({ results: [{ id: expect.stringMatching(/^\d+$/) }] })
      } finally {
        emulator.kill()
        await once(emulator, 'close')
      }
    },
    minute,
  )
})

describe('what an import costs', () => {
  const bundles = new Map<string, Bundle>()

  beforeAll(async () => {
    for (const [name, { program, external }] of Object.entries(budgets))
      bundles.set(name, await bundle(app, name.replaceAll(' ', '-'), program, external))
  }, minute)

  afterAll(() => {
    const rows = Object.entries(budgets).map(([name, { gzipBytes }]) => {
      const bytes = bundles.get(name)?.gzipBytes ?? Number.NaN
      return `${name.padEnd(20)} ${String(bytes).padStart(6)} of ${String(gzipBytes).padStart(6)} B gzip`
    })
    console.log(rows.join('\n'))
  })

  test.each(Object.entries(budgets))('%s: within its budget', (name, { gzipBytes }) => {
    expect(bundles.get(name)?.gzipBytes).toBeLessThanOrEqual(gzipBytes)
  })

  test.each(Object.entries(budgets))('%s: made of the packages it should be made of', (name, { packages }) => {
    expect(bundles.get(name)?.packages).toEqual(packages)
  })

  test(
    'query brings the vocabulary and nothing else, however much of it is used',
    async () => {
      const all = await bundle(app, 'query', "import * as query from '@holdfast/query'; globalThis.used = query")
      expect(all.packages).toEqual(['@holdfast/crm', '@holdfast/query'])
    },
    minute,
  )

  test('a page holds no database and no address of HubSpot', () => {
    expect(bundles.get('page')?.code.match(/dexie|api\.hubapi\.com/gi)).toBeNull()
  })

  test('a worker holds no address of HubSpot', () => {
    expect(bundles.get('worker')?.code.match(/api\.hubapi\.com/gi)).toBeNull()
  })
})
