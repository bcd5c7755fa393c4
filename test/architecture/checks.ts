import type { Import } from './imports.ts'
import { isSource, type Files } from './source-files.ts'

// The living version of the diagram: each check takes what was read and returns one sentence per violation.

/** What a package's sources may import. `types` may be imported with `import type` only. */
export interface Allowance {
  readonly packages: readonly string[]
  readonly types?: readonly string[]
  readonly thirdParty: readonly string[]
}

/** Which package stands on which. Adding a package is adding a row. */
export const directions: Readonly<Record<string, Allowance>> = {
  crm: { packages: [], thirdParty: [] },
  query: { packages: ['@holdfast/crm'], thirdParty: [] },
  hubspot: { packages: ['@holdfast/crm'], thirdParty: [] },
  engine: { packages: ['@holdfast/query', '@holdfast/hubspot', '@holdfast/crm'], thirdParty: ['dexie', 'comlink'] },
  client: {
    packages: ['@holdfast/query', '@holdfast/crm'],
    types: ['@holdfast/engine/protocol'],
    thirdParty: ['comlink', 'rxjs', 'immer'],
  },
  react: { packages: ['@holdfast/client'], thirdParty: ['react'] },
  emulator: {
    packages: ['@holdfast/crm'],
    thirdParty: ['hono', '@hono/node-server', 'papaparse', 'commander', 'node:'],
  },
}

/** The rooms of the engine from below; rooms of one level may know each other, as long as no cycle comes of it. */
export const engineLevels: readonly (readonly string[])[] = [
  ['ports'],
  ['store'],
  ['leader', 'replica'],
  ['execution'],
  ['views'],
  ['planner', 'sync', 'outbox'],
]

/** Imports run one way, from package to package; a third party belongs to the packages that name it. */
export function againstDirection(imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ from, specifier, file, typeOnly }) => {
    if (file !== null) return []
    const name = packageOf(from)
    const allowed = directions[name]
    if (allowed === undefined) return [`${from}: the package ${name} has no row in the table of directions.`]
    if (allowed.packages.includes(specifier)) return []
    if (allowed.types?.includes(specifier) === true) {
      return typeOnly ? [] : [`${from}: ${specifier} is for types only.`]
    }
    const known = allowed.thirdParty.some(
      (each) => each === specifier || specifier.startsWith(each.endsWith(':') ? each : `${each}/`),
    )
    return known ? [] : [`${from}: ${name} may not import ${specifier}.`]
  })
}

/** A room is entered through its `index.ts`, a package through its exports. Tables of facts (`data/`) are no room. */
export function pastDoors(imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ from, specifier, file }) => {
    if (/^@holdfast\/[^/]+\/(src|dist)\b/.test(specifier)) return [`${from}: ${specifier} is no export of its package.`]
    if (file === null) return []
    const [, here] = placeOf(from)
    const [there, room] = placeOf(file)
    if (there !== packageOf(from)) return [`${from}: ${specifier} leaves its package.`]
    if (room === '' || room === here || room === 'data' || file.endsWith(`/${room}/index.ts`)) return []
    return [`${from}: ${specifier} is behind the door of ${room}.`]
  })
}

/** No room of the engine reaches one above it, not even through a file between them; `engine.ts` hands down what is needed. */
export function upward(imports: readonly Import[]): readonly string[] {
  const graph = folderGraph(imports.filter(({ from }) => packageOf(from) === 'engine'))
  const violations: string[] = []
  for (const node of graph.keys()) {
    const level = levelOf(node)
    if (level === 'unknown') violations.push(`${node} has no place in the order of the engine's rooms.`)
    if (typeof level !== 'number') continue
    const seen = new Set([node])
    const visit = (at: string): void => {
      for (const next of graph.get(at) ?? []) {
        if (seen.has(next)) continue
        seen.add(next)
        const reached = levelOf(next)
        if (typeof reached === 'number' && reached > level)
          violations.push(`${node} reaches ${next}, which is above it.`)
        // What lies below a room's own level is judged from there.
        if (reached === 'none') visit(next)
      }
    }
    visit(node)
  }
  return violations
}

const engineFolder = 'packages/engine/src/'
const engineTop = ['engine.ts', 'index.ts', 'testing.ts']

/** A number for rooms and the files that assemble them, `none` for files anybody may use, such as the protocol. */
function levelOf(node: string): number | 'none' | 'unknown' {
  const name = node.slice(engineFolder.length)
  if (engineTop.includes(name)) return engineLevels.length
  if (name.endsWith('.ts') || name === 'data') return 'none'
  const level = engineLevels.findIndex((rooms) => rooms.includes(name))
  return level < 0 ? 'unknown' : level
}

/**
 * Folders depend on each other one way; a file directly in `src` counts as a folder of its own. Types count, except those
 * of a table of facts: it takes its type from the file that reads it.
 */
export function folderCycles(imports: readonly Import[]): readonly string[] {
  const graph = folderGraph(imports.filter(({ from, typeOnly }) => !(typeOnly && placeOf(from)[1] === 'data')))
  const done = new Set<string>()
  const path: string[] = []
  const cycles: string[] = []
  const visit = (node: string): void => {
    const begin = path.indexOf(node)
    if (begin >= 0) cycles.push([...path.slice(begin), node].join(' -> '))
    if (begin >= 0 || done.has(node)) return
    path.push(node)
    for (const next of graph.get(node) ?? []) visit(next)
    path.pop()
    done.add(node)
  }
  for (const node of graph.keys()) visit(node)
  return cycles
}

function folderGraph(imports: readonly Import[]): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, Set<string>>()
  for (const { from, file } of imports) {
    const node = nodeOf(from)
    const edges = graph.get(node) ?? new Set()
    graph.set(node, edges)
    if (file !== null && nodeOf(file) !== node) edges.add(nodeOf(file))
  }
  return graph
}

/** `export *` hides what a door lets out, and lets out what nobody meant to promise. */
export function exportsEverything(imports: readonly Import[]): readonly string[] {
  return imports
    .filter(({ everything }) => everything)
    .map(({ from, specifier }) => `${from}: export * from ${specifier}.`)
}

/** A package says in its manifest what it needs: what resolves by the accident of a neighbour breaks at the user's. */
export function undeclared(imports: readonly Import[], manifests: ReadonlyMap<string, Manifest>): readonly string[] {
  return imports.flatMap(({ from, specifier, file }) => {
    if (file !== null || specifier.startsWith('node:')) return []
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    const manifest = manifests.get(packageOf(from))
    const declared = { ...manifest?.dependencies, ...manifest?.peerDependencies }
    return name in declared ? [] : [`${from}: ${name} is not among the package's dependencies.`]
  })
}

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** `references` only order the build, and a missing one refuses nothing: it must be compared with the manifest. */
export function wrongReferences(
  manifests: ReadonlyMap<string, Manifest>,
  references: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...manifests].flatMap(([name, { dependencies = {} }]) => {
    const wanted = Object.keys(dependencies).flatMap((each) => (each.startsWith('@holdfast/') ? [each.slice(10)] : []))
    const written = (references.get(name) ?? []).map((path) => path.replace('../', ''))
    return [
      ...wanted
        .filter((each) => !written.includes(each))
        .map((each) => `${name}: tsconfig.json does not reference ${each}.`),
      ...written
        .filter((each) => !wanted.includes(each))
        .map((each) => `${name}: package.json does not depend on ${each}.`),
    ]
  })
}

/** A browser never speaks to HubSpot itself: it has no token, and HubSpot sends no CORS headers. The app names the origin. */
export function namesHubSpot(files: Files): readonly string[] {
  return [...files].flatMap(([path, text]) =>
    isSource(path) && packageOf(path) !== 'emulator' && text.includes('api.hubapi.com')
      ? [`${path} names HubSpot's host.`]
      : [],
  )
}

/** `packages/engine/src/store/log.ts` is in `engine`. */
export function packageOf(path: string): string {
  return placeOf(path)[0]
}

/** Package and room of a file; the room is empty for a file directly in `src`. */
function placeOf(path: string): readonly [packageName: string, room: string] {
  const [, name = '', room = ''] = /^packages\/([^/]+)\/src\/(?:([^/]+)\/)?/.exec(path) ?? []
  return [name, room]
}

function nodeOf(path: string): string {
  const [name, room] = placeOf(path)
  return room === '' ? path : `packages/${name}/src/${room}`
}
