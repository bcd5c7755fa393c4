import { parseSync } from 'vite'

/** A test as its file writes it: the titles of the groups around it, outermost first, and its own. A computed title ends where computing begins. */
export interface TestTitle {
  readonly groups: readonly string[]
  readonly title: string
}

/** The tests of one file, in the order they stand there. */
export function testTitles(path: string, text: string): readonly TestTitle[] {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors.map(({ message }) => message).join(' ')}`)
  const found: TestTitle[] = []
  collect(program, [], found)
  return found
}

/** The name a report gives a test: all its titles. */
export function fullName({ groups, title }: TestTitle): string {
  return [...groups, title].join(' ')
}

function collect(node: unknown, groups: readonly string[], found: TestTitle[]): void {
  if (!isNode(node)) return
  const called = node['type'] === 'CallExpression' ? calledName(node['callee']) : ''
  const title = called === 'describe' || called === 'test' || called === 'it' ? titleOf(node) : undefined
  if (title !== undefined && called !== 'describe') found.push({ groups, title })
  const around = title !== undefined && called === 'describe' ? [...groups, title] : groups
  for (const child of Object.values(node)) collect(child, around, found)
}

function titleOf(call: Node): string | undefined {
  const [title] = call['arguments'] as readonly unknown[]
  if (!isNode(title)) return undefined
  if (title['type'] === 'Literal') return String(title['value'])
  if (title['type'] !== 'TemplateLiteral') return undefined
  const [first] = title['quasis'] as readonly { readonly value: { readonly raw: string } }[]
  return first?.value.raw ?? ''
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
