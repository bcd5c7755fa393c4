import { parseSync } from 'vite'
import type { Files } from './source-files.ts'

/** Where a rule is written down or tested: its id and the file. */
export interface Mention {
  readonly id: string
  readonly path: string
}

/**
 * Rules written down: `**[Q3]**` in a README defines rule Q3, outside of code. `[Q3]` without the stars only refers to it.
 */
export function definedRules(readmes: Files): readonly Mention[] {
  return [...readmes].flatMap(([path, text]) => {
    const prose = text.replace(/^(```|~~~)[^]*?^\1/gm, '')
    return [...prose.matchAll(/\*\*\[([A-Z]{1,3}\d+)\]\*\*/g)].flatMap(([, id]) =>
      id === undefined ? [] : [{ id, path }],
    )
  })
}

/** Rules tested: the ids a test's full name begins with: `test('[Q3] …')`, `test('[Q3] [S1] …')`, or a `describe('[Q3] …')` with a test in it. */
export function testedRules(tests: Files): readonly Mention[] {
  return [...tests].flatMap(([path, text]) =>
    testNames(path, text).flatMap((name) => {
      const [ids = ''] = /^(\[[A-Z]{1,3}\d+\]\s*)+/.exec(name) ?? []
      return [...ids.matchAll(/[A-Z]+\d+/g)].map(([id]) => ({ id, path }))
    }),
  )
}

/** What is wrong between the two, one sentence each. */
export function ruleViolations(defined: readonly Mention[], tested: readonly Mention[]): readonly string[] {
  const known = new Map<string, string>()
  const violations: string[] = []
  for (const { id, path } of defined) {
    const before = known.get(id)
    if (before !== undefined) violations.push(`${path}: [${id}] is already a rule of ${before}.`)
    known.set(id, path)
  }
  const held = new Set(tested.map(({ id }) => id))
  for (const [id, path] of known) {
    if (!held.has(id)) violations.push(`${path}: no test's name begins with [${id}].`)
  }
  for (const { id, path } of tested) {
    if (!known.has(id)) violations.push(`${path}: a test is about [${id}], and no README defines **[${id}]**.`)
  }
  return [...new Set(violations)]
}

/** The beginning of the name of every test, and of every group with a test in it, as far as it is written there and not computed. */
function testNames(path: string, text: string): readonly string[] {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors.map(({ message }) => message).join(' ')}`)
  const names: string[] = []
  visit(program, (node) => {
    if (!isCallOf(node, tests) && !(isCallOf(node, groups) && holdsTest(node['arguments']))) return
    const [name] = node['arguments'] as readonly unknown[]
    if (!isNode(name)) return
    if (name['type'] === 'Literal') names.push(String(name['value']))
    if (name['type'] === 'TemplateLiteral') {
      const [first] = name['quasis'] as readonly { readonly value: { readonly raw: string } }[]
      names.push(first?.value.raw ?? '')
    }
  })
  return names
}

const tests = new Set(['test', 'it'])
const groups = new Set(['describe'])

function isCallOf(node: Node, names: ReadonlySet<string>): boolean {
  return node['type'] === 'CallExpression' && names.has(calledName(node['callee']))
}

function holdsTest(value: unknown): boolean {
  let found = false
  visit(value, (node) => {
    found ||= isCallOf(node, tests)
  })
  return found
}

/** `test`, `test.each(…)`, `test.concurrent`: all called `test`. */
function calledName(callee: unknown): string {
  if (!isNode(callee)) return ''
  switch (callee['type']) {
    case 'Identifier':
      return String(callee['name'])
    case 'MemberExpression':
      return calledName(callee['object'])
    case 'CallExpression':
      return calledName(callee['callee'])
    case 'TaggedTemplateExpression':
      return calledName(callee['tag'])
    default:
      return ''
  }
}

type Node = Readonly<Record<string, unknown>>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (!isNode(value)) return
  see(value)
  for (const child of Object.values(value)) visit(child, see)
}
