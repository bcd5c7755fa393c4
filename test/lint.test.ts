import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// A lint rule nobody has seen refusing something may be a typing mistake in a pattern. Every rule we wrote meets a file it
// must refuse, and its allowed counterpart, in a workspace of its own; one run of the linter judges them all.

const root = fileURLToPath(new URL('..', import.meta.url))

interface Case {
  readonly name: string
  readonly file: string
  readonly code: string
  /** `null`: the linter has nothing to say. */
  readonly rule: string | null
}

const imports = 'no-restricted-imports'

const doors: readonly Case[] = [
  refused('a file behind the door of another room', 'query/src/search/a.ts', '../normal-form/interval.ts'),
  refused('a file behind the door of a room, from above', 'hubspot/src/b.ts', './budget/bucket.ts'),
  refused('a file of another package, by its path', 'query/src/c.ts', '../../crm/src/index.ts'),
  refused('a file of another package, by its name', 'query/src/d.test.ts', '@holdfast/crm/src/codec.ts'),
  refused('a file behind a door, from a test', 'engine/src/views/e.test.ts', '../replica/table.ts'),
  allowed('the door of another room', 'query/src/search/f.ts', '../normal-form/index.ts'),
  allowed('a file of the same room', 'query/src/search/g.ts', './request.ts'),
  allowed('a file of the package that is in no room', 'query/src/search/h.ts', '../ast.ts'),
  allowed('a table of facts', 'crm/src/i.ts', './data/object-types.ts'),
  allowed('what tests of a package share, from a room', 'engine/src/views/k.test.ts', '../../test/index.ts'),
  refused('what tests share, from code', 'engine/src/views/l.ts', '../../test/index.ts'),
  refused('a file behind the door of what tests share', 'engine/src/views/m.test.ts', '../../test/tab.ts'),
]

const packages: readonly Case[] = [
  refused('anything from crm', 'crm/src/a.ts', '@holdfast/query'),
  refused('a third party from crm', 'crm/src/b.ts', 'ky'),
  refused('node from crm', 'crm/src/c.ts', 'node:fs'),
  refused('hubspot from query', 'query/src/e.ts', '@holdfast/hubspot'),
  refused('a third party from query', 'query/src/f2.ts', 'dexie'),
  allowed('crm from query', 'query/src/j.ts', '@holdfast/crm'),
  refused('query from hubspot', 'hubspot/src/c.ts', '@holdfast/query'),
  refused('dexie from hubspot', 'hubspot/src/d.ts', 'dexie'),
  allowed('crm from hubspot', 'hubspot/src/e.ts', '@holdfast/crm'),
  refused('a third party from hubspot', 'hubspot/src/f.ts', 'ky'),
  refused('client from engine', 'engine/src/a.ts', '@holdfast/client'),
  refused('the emulator from engine', 'engine/src/b.ts', '@holdfast/emulator'),
  refused('rxjs from engine', 'engine/src/c.ts', 'rxjs'),
  allowed('the emulator from a test of engine', 'engine/src/d.test.ts', '@holdfast/emulator'),
  ...['@holdfast/query', '@holdfast/hubspot', '@holdfast/crm', 'dexie', 'comlink'].map((name, nth) =>
    allowed(`${name} from engine`, `engine/src/ok-${nth}.ts`, name),
  ),
  refused('the engine from client', 'client/src/a.ts', '@holdfast/engine'),
  refused('the testing door of engine from client', 'client/src/b.ts', '@holdfast/engine/testing'),
  refused('code of the protocol from client', 'client/src/c.ts', '@holdfast/engine/protocol'),
  refused('dexie from client', 'client/src/d.ts', 'dexie'),
  refused('hubspot from client', 'client/src/e.ts', '@holdfast/hubspot'),
  {
    name: 'types of the protocol from client',
    file: 'packages/client/src/f.ts',
    code: "import type { value } from '@holdfast/engine/protocol'\nexport type Taken = typeof value\n",
    rule: null,
  },
  ...['@holdfast/query', '@holdfast/crm', 'comlink', 'rxjs', 'immer'].map((name, nth) =>
    allowed(`${name} from client`, `client/src/ok-${nth}.ts`, name),
  ),
  refused('engine from react', 'react/src/a.ts', '@holdfast/engine'),
  refused('query from react', 'react/src/b.ts', '@holdfast/query'),
  allowed('client from react', 'react/src/c.ts', '@holdfast/client'),
  allowed('React from react', 'react/src/d.ts', 'react'),
  refused('query from emulator', 'emulator/src/a.ts', '@holdfast/query'),
  refused('hubspot from emulator', 'emulator/src/b.ts', '@holdfast/hubspot'),
  ...['@holdfast/crm', 'hono', 'hono/cors', '@hono/node-server', 'node:fs', 'node:fs/promises'].map((name, nth) =>
    allowed(`${name} from emulator`, `emulator/src/ok-${nth}.ts`, name),
  ),
  refused('sources of a package from an app', '../playground/src/a.ts', '@holdfast/crm/src/codec.ts'),
  refused('sources of a package from a test across packages', '../test/a.ts', '../packages/crm/src/codec.ts'),
]

const order = [['ports'], ['store'], ['leader', 'replica'], ['views'], ['planner', 'sync', 'outbox']]
const rooms: readonly Case[] = order.flatMap((level, height) =>
  level.flatMap((room) => [
    ...order
      .slice(height + 1)
      .flat()
      .map((above) => refused(`${above} from ${room}`, `engine/src/${room}/to-${above}.ts`, `../${above}/index.ts`)),
    ...order
      .slice(0, height)
      .flat()
      .map((below) => allowed(`${below} from ${room}`, `engine/src/${room}/to-${below}.ts`, `../${below}/index.ts`)),
    refused(`engine.ts from ${room}`, `engine/src/${room}/to-engine.ts`, '../engine.ts'),
    refused(`a file behind a door from ${room}`, `engine/src/${room}/to-file.ts`, '../ports/clock.ts'),
    refused(`client from ${room}`, `engine/src/${room}/to-client.ts`, '@holdfast/client'),
    allowed(`crm from ${room}`, `engine/src/${room}/to-crm.ts`, '@holdfast/crm'),
  ]),
)

const world: readonly Case[] = [
  ...[
    'Date',
    'performance',
    'setTimeout',
    'setInterval',
    'fetch',
    'indexedDB',
    'navigator',
    'crypto',
    'BroadcastChannel',
  ].map((name, nth): Case => ({
    name: `${name} in engine`,
    file: `packages/engine/src/store/world-${nth}.ts`,
    code: `export const taken: unknown = ${name}\n`,
    rule: 'no-restricted-globals',
  })),
  code(
    'a random number in engine',
    'engine/src/sync/r.ts',
    'export const r = Math.random()',
    'no-restricted-properties',
  ),
  code(
    'fetch by way of globalThis',
    'engine/src/sync/g.ts',
    'export const f = globalThis.fetch',
    'no-restricted-properties',
  ),
  code('the clock in its port', 'engine/src/ports/clock.ts', 'export const now = (): number => Date.now()', null),
  code('the clock in crm', 'crm/src/now.ts', 'export const now = Date.now()', 'no-restricted-properties'),
  code('dice in query', 'query/src/dice.ts', 'export const r = Math.random()', 'no-restricted-properties'),
]

const language: readonly Case[] = [
  code('any', 'crm/src/l1.ts', 'export const a: any = 1', 'no-explicit-any'),
  code('!', 'crm/src/l2.ts', 'export const a = [1].find((n) => n > 1)!', 'no-non-null-assertion'),
  code('a default export', 'crm/src/l3.ts', 'export default 1', 'no-default-export'),
  code('==', 'crm/src/l4.ts', "export const a = (b: unknown) => b == 'x'", 'eqeqeq'),
  code('a name used nowhere', 'crm/src/l5.ts', 'const a = 1\nexport const b = 2', 'no-unused-vars'),
  code('unfinished work', 'crm/src/l6.ts', '// TO' + 'DO later\nexport const a = 1', 'no-warning-comments'),
  code('a file called otherwise', 'crm/src/LoudName.ts', 'export const a = 1', 'filename-case'),
  code('printing', 'engine/src/l7.ts', "console.log('x')\nexport {}", 'no-console'),
  code(
    'a type imported as a value',
    'query/src/l8.ts',
    "import { value } from './l9.ts'\nexport type A = typeof value",
    'consistent-type-imports',
  ),
  code('an import inside a type', 'query/src/l7.ts', "export type A = import('./l9.ts').A", 'consistent-type-imports'),
  code(
    'a needless switch-off',
    'query/src/l9.ts',
    '// oxlint-disable-next-line no-console\nexport const value = 1',
    'Unused',
  ),
  code(
    'a promise left alone',
    'query/src/l10.ts',
    'const a = async () => 1\nexport const b = () => { a() }',
    'no-floating-promises',
  ),
  code(
    'an async callback for a plain one',
    'query/src/l11.ts',
    'export const b = (n: number[]) => { n.forEach(async () => { await Promise.resolve() }) }',
    'no-misused-promises',
  ),
  code('awaiting nothing', 'query/src/l12.ts', 'export const b = async () => { await 1 }', 'await-thenable'),
  code('throwing a string', 'query/src/l13.ts', "export const b = () => { throw 'x' }", 'only-throw-error'),
  code(
    'a forgotten case',
    'query/src/l14.ts',
    "export const b = (a: 'x' | 'y'): number => { switch (a) { case 'x': return 1 } return 2 }",
    'switch-exhaustiveness-check',
  ),
  code(
    'a forgotten case behind a default',
    'query/src/l15.ts',
    "export const b = (a: 'x' | 'y'): number => { switch (a) { case 'x': return 1; default: return 2 } }",
    'switch-exhaustiveness-check',
  ),
  code(
    'a test that alone counts',
    'query/src/l16.test.ts',
    "import { test } from 'vitest'\ntest.only('x', () => {})",
    'no-focused-tests',
  ),
  code(
    'a test that is off',
    'query/src/l17.test.ts',
    "import { test } from 'vitest'\ntest.skip('x', () => {})",
    'no-disabled-tests',
  ),
  code(
    'two tests of one name',
    'query/src/l18.test.ts',
    "import { test } from 'vitest'\ntest('x', () => {})\ntest('x', () => {})",
    'no-identical-title',
  ),
  code('a cycle', 'query/src/l19.ts', "import { b } from './l20.ts'\nexport const a = (): number => b", 'no-cycle'),
  code(
    'a cycle, seen from the other side',
    'query/src/l20.ts',
    "import { a } from './l19.ts'\nexport const b = a()",
    'no-cycle',
  ),
]

let folder = ''
const found = new Map<string, string[]>()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-lint-'))
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "strict": true, "noEmit": true, "allowImportingTsExtensions": true, "module": "nodenext", "lib": ["es2023", "webworker"] } }',
  )
  for (const { file, code } of all) write(file, code)
  const oxlint = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'oxlint.cmd' : 'oxlint')
  const run = spawnSync(oxlint, ['--format', 'json', '.'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 })
  const report = JSON.parse(run.stdout) as {
    diagnostics: readonly { code?: string; message: string; filename: string }[]
  }
  for (const { code, message, filename } of report.diagnostics) {
    const file = filename.replaceAll('\\', '/')
    found.set(file, [...(found.get(file) ?? []), `${code ?? ''} ${message}`])
  }
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const all = [...doors, ...packages, ...rooms, ...world, ...language]

for (const { name, file, rule } of all.filter((each) => each.rule !== null)) {
  test(`the linter refuses ${name}`, () => expect(found.get(file)?.join('\n')).toContain(rule))
}

for (const { name, file } of all.filter((each) => each.rule === null)) {
  test(`the linter allows ${name}`, () => expect(found.get(file)).toBeUndefined())
}

function refused(name: string, file: string, specifier: string): Case {
  return { ...allowed(name, file, specifier), rule: imports }
}

function allowed(name: string, file: string, specifier: string): Case {
  return code(name, file, `import { value } from '${specifier}'\nexport const taken: unknown = value`, null)
}

function code(name: string, file: string, text: string, rule: string | null): Case {
  return { name, file: join('packages', file).replaceAll('\\', '/'), code: `${text}\n`, rule }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
