import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const contacts = '/crm/objects/2026-09/contacts'
const create = { properties: { firstname: 'Ada' } }

function arrange(options: EmulatorOptions = {}): {
  emulator: Emulator
  call: Caller
  raw: (path: string) => Promise<Response>
} {
  const emulator = createEmulator({ clock: frozen, switches: quiet, ...options })
  const raw = (path: string): Promise<Response> =>
    emulator.fetch(new Request(`http://emulator.test${path}`, { headers: { authorization: 'Bearer test' } }))
  return { emulator, call: createCaller(emulator), raw }
}

test('a lock answers 423 for two seconds, and nothing is applied meanwhile', async () => {
  const { emulator, call } = arrange()
  emulator.addFault({ kind: 'lock', match: { path: '/contacts', lane: 'write' } })
  const statuses = [(await call('POST', contacts, create)).status]
  emulator.clock.advance(1_999)
  statuses.push((await call('POST', contacts, create)).status, (await call('GET', contacts)).status)
  expect(emulator.account.records('contacts')).toEqual([])
  emulator.clock.advance(1)
  statuses.push((await call('POST', contacts, create)).status)
  expect(statuses).toEqual([423, 423, 200, 201])
})

test('a migration answers 477 with the seconds that are left', async () => {
  const { emulator, call } = arrange()
  emulator.addFault({ kind: 'migration', durationMs: 90_000 })
  const first = await call('GET', contacts)
  emulator.clock.advance(30_500)
  const second = await call('GET', contacts)
  expect([first.status, first.headers.get('retry-after')]).toEqual([477, '90'])
  expect([second.status, second.headers.get('retry-after')]).toEqual([477, '60'])
  emulator.clock.advance(59_500)
  expect((await call('GET', contacts)).status).toBe(200)
})

test.each([
  [401, { category: 'EXPIRED_AUTHENTICATION' }],
  [429, { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' }],
  [502, { category: 'INTERNAL_ERROR' }],
])('status %d has the body of that status', async (status, body) => {
  const { emulator, call } = arrange()
  emulator.addFault({ kind: 'status', status })
  expect(await call('GET', contacts)).toMatchObject({ status, body: { status: 'error', ...body } })
})

test.each(['truncate', 'garble'] as const)('%s: the write is applied, its answer is no JSON', async (kind) => {
  const { emulator, raw } = arrange()
  const id = emulator.account.create('contacts', { firstname: 'Ada' })
  emulator.addFault({ kind, match: { method: 'DELETE' } })
  emulator.addFault({ kind })
  const answer = await raw(`${contacts}/${id}`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json;charset=utf-8'])
  const text = await answer.text()
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  expect(text.length).toBeGreaterThan(0)
})

test('a captive portal answers a page of HTML with none of HubSpot’s headers, and the request never arrives', async () => {
  const { emulator, raw } = arrange()
  emulator.addFault({ kind: 'portal' })
  const answer = await raw(contacts)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(answer.headers.has('x-hubspot-correlation-id')).toBe(false)
  expect(await answer.text()).toContain('<h1>')
})

describe('a partial batch', () => {
  const inputs = ['a', 'b', 'c'].map((name) => ({ properties: { firstname: name }, objectWriteTraceId: name }))

  test('leaves inputs undone and reports them by trace id', async () => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'partial', count: 2 })
    const { status, body } = await call('POST', `${contacts}/batch/create`, { inputs })
    expect(status).toBeLessThan(300)
    expect(body.results).toHaveLength(1)
    expect(body).toMatchObject({ numErrors: 1, errors: [{ context: { objectWriteTraceId: ['b', 'c'] } }] })
    expect(emulator.account.records('contacts')).toHaveLength(1)
  })

  test('or says nothing of them', async () => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'partial', silent: true })
    const { body } = await call('POST', `${contacts}/batch/create`, { inputs })
    expect([body.results.length, body['errors']]).toEqual([2, undefined])
  })
})

test('the lag’s tail keeps one write from search longer than the others', async () => {
  const { emulator, call } = arrange({ switches: { ...quiet, searchLagMs: 1_000 } })
  emulator.addFault({ kind: 'lag', durationMs: 60_000 })
  const late = (await call('POST', contacts, create)).body.id
  const soon = (await call('POST', contacts, create)).body.id
  const found = async (): Promise<readonly string[]> =>
    (await call('POST', `${contacts}/search`, {})).body.results.map(({ id }) => id)
  emulator.clock.advance(1_000)
  expect(await found()).toEqual([soon])
  emulator.clock.advance(60_000)
  expect(await found()).toEqual([late, soon])
})

test('a later write of the same record overtakes the tail', async () => {
  const { emulator, call } = arrange({ switches: { ...quiet, searchLagMs: 1_000 } })
  emulator.addFault({ kind: 'lag', durationMs: 60_000 })
  const { id } = (await call('POST', contacts, create)).body
  await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Grace' } })
  const names = async (): Promise<readonly unknown[]> =>
    (await call('POST', `${contacts}/search`, {})).body.results.map(({ properties }) => properties['firstname'])
  emulator.clock.advance(1_000)
  expect(await names()).toEqual(['Grace'])
  emulator.clock.advance(60_000)
  expect(await names()).toEqual(['Grace'])
})

describe('pages of a search', () => {
  async function walk(fault: Parameters<Emulator['addFault']>[0]): Promise<readonly (readonly string[])[]> {
    const { emulator, call } = arrange()
    for (let made = 0; made < 6; made++) emulator.account.create('contacts', { firstname: String(made) })
    emulator.addFault({ ...fault, skip: 1 })
    const pages: string[][] = []
    for (let after: string | undefined = '0'; after !== undefined;) {
      const { body } = await call('POST', `${contacts}/search`, { limit: 2, after })
      pages.push(body.results.map(({ properties }) => String(properties['firstname'])))
      after = (body['paging'] as { next: { after: string } } | undefined)?.next.after
    }
    return pages
  }

  test.each([
    [
      'moved on: a row is missed',
      { kind: 'page-shift', count: 1 },
      [
        ['0', '1'],
        ['3', '4'],
        ['4', '5'],
      ],
    ],
    [
      'moved back: a row is repeated',
      { kind: 'page-shift', count: -1 },
      [
        ['0', '1'],
        ['1', '2'],
        ['4', '5'],
      ],
    ],
    ['short: nothing is lost', { kind: 'short-page', count: 1 }, [['0', '1'], ['2'], ['3', '4'], ['5']]],
    ['empty: there is more all the same', { kind: 'short-page', count: 5 }, [['0', '1'], [], ['2', '3'], ['4', '5']]],
  ] as const)('%s', async (_name, fault, expected) => {
    expect(await walk(fault)).toEqual(expected)
  })
})

test('a short page of a list goes on with the record it lacks', async () => {
  const { emulator, call } = arrange()
  const ids = Array.from({ length: 4 }, () => emulator.account.create('contacts', {}))
  emulator.addFault({ kind: 'short-page' })
  const { body } = await call('GET', `${contacts}?limit=2`)
  expect(body.results.map(({ id }) => id)).toEqual(ids.slice(0, 1))
  expect(body['paging']).toMatchObject({ next: { after: ids[1] } })
})

describe('a fault with a probability', () => {
  async function struck(seed: number): Promise<readonly number[]> {
    const { emulator, call } = arrange({ seed })
    emulator.addFault({ kind: 'status', status: 503, probability: 0.4 })
    const statuses: number[] = []
    for (let index = 0; index < 40; index++) statuses.push((await call('GET', contacts)).status)
    return statuses
  }

  test('strikes some, the same ones for the same seed', async () => {
    const first = await struck(7)
    expect(new Set(first)).toEqual(new Set([200, 503]))
    expect(await struck(7)).toEqual(first)
    expect(await struck(8)).not.toEqual(first)
  })
})

test('faults that are still to happen can be listed', () => {
  const { emulator } = arrange()
  emulator.addFault({ kind: 'drop', times: 2 })
  expect(emulator.faults()).toMatchObject([{ kind: 'drop', times: 2, skip: 0 }])
})

test.each([
  [{ kind: 'toString' }],
  [{ kind: 'drop', probability: 2 }],
  [{ kind: 'partial', count: 0 }],
  [{ kind: 'short-page', count: -1 }],
  [{ kind: 'lock', durationMs: 0.5 }],
  [{ kind: 'partial', silent: 'yes' }],
])('that is none is a TypeError: %j', (fault) => {
  expect(() => arrange().emulator.addFault(fault as never)).toThrow(TypeError)
})
