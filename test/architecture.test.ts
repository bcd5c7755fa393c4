import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  againstDirection,
  directions,
  exportsEverything,
  folderCycles,
  namesHubSpot,
  packageOf,
  pastDoors,
  undeclared,
  upward,
  wrongReferences,
  type Manifest,
} from './architecture/checks.ts'
import { importsOf } from './architecture/imports.ts'
import { isSource, readFiles, root } from './architecture/source-files.ts'

const sources = readFiles('packages', isSource)
const imports = importsOf(sources)
const packages = readdirSync(join(root, 'packages')).sort()
const manifests = new Map(packages.map((name) => [name, readJson(`packages/${name}/package.json`) as Manifest]))
const references = new Map(packages.map((name) => [name, referencesOf(`packages/${name}/tsconfig.json`)]))

describe('this workspace', () => {
  test('is read: every package has sources', () => {
    expect([...new Set([...sources.keys()].map(packageOf))].sort()).toEqual(packages)
  })

  test('has a row of directions for every package', () => {
    expect(Object.keys(directions).sort()).toEqual(packages)
  })

  test('imports run one way from package to package', () => {
    expect(againstDirection(imports)).toEqual([])
  })

  test('rooms and packages are entered through their doors', () => {
    expect(pastDoors(imports)).toEqual([])
  })

  test('rooms of the engine never import upward', () => {
    expect(upward(imports)).toEqual([])
  })

  test('no folders depend on each other in a circle', () => {
    expect(folderCycles(imports)).toEqual([])
  })

  test('doors name what they let out', () => {
    expect(exportsEverything(imports)).toEqual([])
  })

  test('packages declare what they import', () => {
    expect(undeclared(imports, manifests)).toEqual([])
  })

  test('project references and manifests tell the same dependencies', () => {
    expect(wrongReferences(manifests, references)).toEqual([])
  })

  test.each(['tsconfig.json', 'test/tsconfig.json'])('%s references every package', (path) => {
    expect(
      referencesOf(path)
        .flatMap((each) => /packages\/([^/]+)$/.exec(each)?.[1] ?? [])
        .sort(),
    ).toEqual(packages)
  })

  test('nothing that runs in a browser names the host of HubSpot', () => {
    expect(namesHubSpot(sources)).toEqual([])
  })
})

// Each check meets a violation it must name: a check that has never failed may be looking at nothing.
describe('a planted violation', () => {
  const planted = (files: Readonly<Record<string, string>>) => importsOf(new Map(Object.entries(files)))

  test.each([
    [
      'a package above',
      'packages/query/src/a.ts',
      "import { b } from '@holdfast/engine'",
      'query may not import @holdfast/engine',
    ],
    [
      'a third party of another package',
      'packages/query/src/a.ts',
      "import { Dexie } from 'dexie'",
      'query may not import dexie',
    ],
    ['a dynamic import', 'packages/crm/src/a.ts', "export const a = await import('ky')", 'crm may not import ky'],
    ['a computed import', 'packages/crm/src/a.ts', 'export const a = (n: string) => import(n)', 'crm may not import n'],
    [
      'a re-export',
      'packages/react/src/a.ts',
      "export type { A } from '@holdfast/query'",
      'react may not import @holdfast/query',
    ],
    [
      'the engine itself, by its page',
      'packages/client/src/a.ts',
      "import type { A } from '@holdfast/engine'",
      'client may not import',
    ],
    [
      'code of the protocol',
      'packages/client/src/a.ts',
      "import { a } from '@holdfast/engine/protocol'",
      'is for types only',
    ],
    [
      'a part of a package',
      'packages/query/src/a.ts',
      "import { a } from '@holdfast/crm/codec'",
      'query may not import',
    ],
    ['a package without a row', 'packages/shared/src/a.ts', "import { a } from 'ky'", 'has no row'],
  ])('against the direction is named: %s', (_name, path, text, message) => {
    expect(againstDirection(planted({ [path]: text }))).toEqual([expect.stringContaining(message)])
  })

  test.each([
    ['types of the protocol', 'packages/client/src/a.ts', "import { type A, type B } from '@holdfast/engine/protocol'"],
    ['a part of a third party', 'packages/emulator/src/a.ts', "import { cors } from 'hono/cors'"],
    ['node, for a program', 'packages/emulator/src/a.ts', "import { readFileSync } from 'node:fs'"],
  ])('is not seen where there is none: %s', (_name, path, text) => {
    expect(againstDirection(planted({ [path]: text }))).toEqual([])
  })

  test.each([
    [
      'from another room',
      'packages/engine/src/sync/a.ts',
      "import { a } from '../store/journal.ts'",
      'behind the door of store',
    ],
    [
      'from above',
      'packages/engine/src/engine.ts',
      "import { a } from './store/journal.ts'",
      'behind the door of store',
    ],
    [
      'from another package',
      'packages/query/src/a.ts',
      "import { a } from '../../crm/src/index.ts'",
      'leaves its package',
    ],
    ['by name', 'packages/query/src/a.ts', "import { a } from '@holdfast/crm/src/codec.ts'", 'is no export'],
  ])('past a door is named: %s', (_name, path, text, message) => {
    expect(pastDoors(planted({ [path]: text }))).toEqual([expect.stringContaining(message)])
  })

  test('past a door is not seen in doors, neighbours and tables', () => {
    const text = "import '../store/index.ts'\nimport './b.ts'\nimport '../engine.ts'\nimport '../data/a.ts'"
    expect(pastDoors(planted({ 'packages/engine/src/sync/a.ts': text }))).toEqual([])
  })

  test.each([
    ['a higher room', { 'ports/a.ts': "import '../store/index.ts'" }, 'ports reaches packages/engine/src/store'],
    [
      'a higher room, as a type',
      { 'store/a.ts': "import type { A } from '../views/index.ts'" },
      'store reaches packages/engine/src/views',
    ],
    [
      'what assembles the rooms',
      { 'outbox/a.ts': "import '../engine.ts'" },
      'outbox reaches packages/engine/src/engine.ts',
    ],
    [
      'a higher room behind a file between',
      { 'store/a.ts': "import '../between.ts'", 'between.ts': "import './sync/index.ts'" },
      'store reaches packages/engine/src/sync',
    ],
    ['a room nobody has placed', { 'misc/a.ts': "import '../ports/index.ts'" }, 'misc has no place'],
  ])('upward is named: %s', (_name, files, message) => {
    const there = Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/engine/src/${path}`, text]))
    expect(upward(planted(there))).toEqual([expect.stringContaining(message)])
  })

  test('upward is not seen in an engine that goes downhill', () => {
    const files = {
      'packages/engine/src/engine.ts': "import './outbox/index.ts'\nimport './ports/index.ts'",
      'packages/engine/src/outbox/a.ts': "import '../sync/index.ts'\nimport '../protocol.ts'",
      'packages/engine/src/views/a.ts': "import '../replica/index.ts'",
    }
    expect(upward(planted(files))).toEqual([])
  })

  test('a circle of folders is named, though no files import each other in a circle', () => {
    const files = {
      'packages/engine/src/sync/a.ts': "import '../outbox/b.ts'",
      'packages/engine/src/outbox/c.ts': "import type { D } from '../sync/d.ts'",
    }
    expect(folderCycles(planted(files))).toEqual([
      'packages/engine/src/sync -> packages/engine/src/outbox -> packages/engine/src/sync',
    ])
  })

  test('a circle through a file between is named', () => {
    const files = {
      'packages/query/src/search/a.ts': "import '../builder.ts'",
      'packages/query/src/builder.ts': "export { b } from './search/index.ts'",
    }
    expect(folderCycles(planted(files))).toHaveLength(1)
  })

  test('a table of facts may take its type, and nothing else, from the file that reads it', () => {
    const reader = { 'packages/crm/src/a.ts': "import { b } from './data/b.ts'" }
    expect(
      folderCycles(planted({ ...reader, 'packages/crm/src/data/b.ts': "import type { A } from '../a.ts'" })),
    ).toEqual([])
    expect(
      folderCycles(planted({ ...reader, 'packages/crm/src/data/b.ts': "import { a } from '../a.ts'" })),
    ).toHaveLength(1)
  })

  test('a door without names is named', () => {
    expect(exportsEverything(planted({ 'packages/crm/src/index.ts': "export * from './codec.ts'" }))).toHaveLength(1)
    expect(exportsEverything(planted({ 'packages/crm/src/index.ts': "export * as c from './codec.ts'" }))).toHaveLength(
      1,
    )
    expect(exportsEverything(planted({ 'packages/crm/src/index.ts': "export { a } from './codec.ts'" }))).toEqual([])
  })

  test('an undeclared dependency is named', () => {
    const found = planted({
      'packages/engine/src/a.ts': "import '@holdfast/crm'\nimport 'dexie'\nimport 'react/jsx-runtime'",
    })
    const manifest: Manifest = { dependencies: { '@holdfast/crm': '*' }, peerDependencies: { react: '*' } }
    expect(undeclared(found, new Map([['engine', manifest]]))).toEqual([expect.stringContaining('dexie')])
  })

  test('a reference too few and one too many are named', () => {
    const manifest: Manifest = { dependencies: { '@holdfast/crm': '*', ky: '*' } }
    expect(wrongReferences(new Map([['hubspot', manifest]]), new Map([['hubspot', ['../query']]]))).toEqual([
      'hubspot: tsconfig.json does not reference crm.',
      'hubspot: package.json does not depend on query.',
    ])
  })

  test('the host of HubSpot is named in sources, and free in tests and in the emulator', () => {
    const text = "export const origin = 'https://api.hubapi.com'"
    const paths = ['packages/hubspot/src/a.ts', 'packages/hubspot/src/a.test.ts', 'packages/emulator/src/a.ts']
    expect(namesHubSpot(new Map(paths.map((path) => [path, text])))).toEqual([
      expect.stringContaining('hubspot/src/a.ts'),
    ])
  })
})

function referencesOf(path: string): readonly string[] {
  const { references = [] } = readJson(path) as { references?: readonly { readonly path: string }[] }
  return references.map((each) => each.path)
}

/** JSON with lines of comment, as TypeScript reads it. */
function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8').replace(/^\s*\/\/.*$/gm, ''))
}
