import { isHoldfastError } from '@holdfast/crm'
import { Hono, type Context } from 'hono'
import { checkedFault } from '../faults/index.ts'
import type { Control } from '../control.ts'
import type { PropertyKind, PropertyRow } from '../account/index.ts'

type Body = Readonly<Record<string, unknown>>
type Command = readonly [
  'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  run: (control: Control, body: Body) => unknown,
]

/** Everything that can be done from inside, for those who reach the emulator over HTTP only. A wrong command is 400 with a message. */
const commands: readonly Command[] = [
  ['GET', '/audit', (control) => ({ entries: control.audit() })],
  ['GET', '/requests', (control) => control.requests()],
  ['GET', '/switches', (control) => control.switches()],
  ['POST', '/switches', (control, body) => (control.setSwitches(body), control.switches())],
  ['GET', '/clock', (control) => ({ now: control.clock.now() })],
  [
    'POST',
    '/clock',
    (control, body) => (control.clock.advance(Number(body['advanceMs'])), { now: control.clock.now() }),
  ],
  ['POST', '/activation', activate],
  ['POST', '/requirements', requirement],
  ['GET', '/faults', (control) => ({ faults: control.faults() })],
  ['POST', '/faults', (control, body) => control.addFault(checkedFault(body))],
  ['DELETE', '/faults', (control) => control.clearFaults()],
  ['GET', '/journal', (control, body) => control.journalFile(body)],
  ['GET', '/deliveries', (control) => ({ entries: control.deliveries() })],
  ['GET', '/state', (control) => control.save()],
  ['POST', '/state', (control, body) => control.load(body)],
  ['POST', '/reset', (control) => control.reset()],
  ['POST', '/oauth/authorize', (control, body) => ({ code: control.authorize(body) })],
  ['POST', '/tokens', (control, body) => control.setTokens(body['tokens'] as Parameters<Control['setTokens']>[0])],
  ['POST', '/tokens/expire', (control, body) => control.expireToken(text(body, 'token'))],
  ['POST', '/records', ({ account }, body) => ({ id: account.create(text(body, 'objectType'), values(body)) })],
  [
    'PATCH',
    '/records',
    ({ account }, body) => account.update(text(body, 'objectType'), text(body, 'id'), values(body)),
  ],
  ['DELETE', '/records', ({ account }, body) => account.archive(text(body, 'objectType'), text(body, 'id'))],
  ['POST', '/records/restore', ({ account }, body) => account.restore(text(body, 'objectType'), text(body, 'id'))],
  ['GET', '/records', ({ account }, body) => ({ records: account.records(text(body, 'objectType')) })],
  ['POST', '/associations', ({ account }, body) => account.associate(...pair(body), optionalText(body, 'label'))],
  ['DELETE', '/associations', ({ account }, body) => account.disassociate(...pair(body))],
  [
    'POST',
    '/properties',
    ({ account }, body) => account.defineProperty(text(body, 'objectType'), ...propertyRow(body)),
  ],
  [
    'POST',
    '/labels',
    ({ account }, body) =>
      account.defineLabel(
        text(body, 'from'),
        text(body, 'to'),
        text(body, 'label'),
        optionalText(body, 'inverseLabel'),
      ),
  ],
  ['POST', '/demo', ({ account }, body) => account.seedDemo(body)],
]

/** The emulator's own paths, below `/_emulator`. */
export function controlRoutes(control: () => Control): Hono {
  const app = new Hono({ strict: false })
  for (const [method, path, run] of commands)
    app.on(method, path, (context) => answer(context, (body) => run(control(), body)))
  return app
}

async function answer(context: Context, run: (body: Body) => unknown): Promise<Response> {
  try {
    return context.json(run(await bodyOf(context)) ?? {})
  } catch (error) {
    const isOurs = error instanceof TypeError || error instanceof SyntaxError || isHoldfastError(error)
    if (!isOurs) throw error
    return context.json({ message: error.message }, 400)
  }
}

// A GET has its fields in the query string.
async function bodyOf({ req }: Context): Promise<Body> {
  if (req.method === 'GET') return req.query()
  const sent = await req.text()
  if (sent === '') return {}
  const body: unknown = JSON.parse(sent)
  if (typeof body !== 'object' || body === null) throw new TypeError('The body must be a JSON object.')
  return { ...body }
}

function activate({ account }: Control, body: Body): void {
  for (const [objectType, active] of Object.entries(body)) account.activate(objectType, active === true)
}

function requirement({ account }: Control, body: Body): void {
  const when = body['when']
  const condition = typeof when === 'object' && when !== null ? { ...when } : undefined
  const properties = texts(body, 'properties')
  if (condition === undefined) return account.require(text(body, 'objectType'), properties)
  account.require(text(body, 'objectType'), properties, {
    property: text(condition, 'property'),
    values: texts(condition, 'values'),
  })
}

function texts(body: Body, name: string): readonly string[] {
  const value = body[name]
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'string'))
    throw new TypeError(`${name} must be a list of texts.`)
  return value as readonly string[]
}

function text(body: Body, name: string): string {
  const value = optionalText(body, name)
  if (value === undefined) throw new TypeError(`${name} is missing.`)
  return value
}

function optionalText(body: Body, name: string): string | undefined {
  const value = body[name]
  if (value !== undefined && typeof value !== 'string') throw new TypeError(`${name} must be text.`)
  return value
}

function values(body: Body): Readonly<Record<string, string>> {
  const { properties = {} } = body
  if (typeof properties !== 'object' || properties === null) throw new TypeError('properties must be an object.')
  return properties as Readonly<Record<string, string>>
}

function pair(body: Body): [from: string, fromId: string, to: string, toId: string] {
  return [text(body, 'from'), text(body, 'fromId'), text(body, 'to'), text(body, 'toId')]
}

function propertyRow(body: Body): PropertyRow {
  return [
    text(body, 'name'),
    text(body, 'label'),
    text(body, 'kind') as PropertyKind,
    (body['special'] ?? {}) as object,
  ]
}
