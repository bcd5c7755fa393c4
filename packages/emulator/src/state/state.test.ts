import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { defaultApp } from '../oauth/index.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }
const objects = '/crm/objects/2026-09'

interface Tools {
  readonly emulator: Emulator
  readonly call: Caller
  /** The `n`th record of a type, archived ones not among them; 1 is nobody's id. */
  readonly id: (objectType: string, n: number) => string
}

type Act = (tools: Tools, n: number) => Promise<unknown>

/** Everything that can be asked and done, each told apart by a number. */
const acts: readonly Act[] = [
  ({ call }, n) =>
    call('POST', `${objects}/contacts`, { properties: { firstname: `Ada ${n}`, email: `a${n % 5}@x.example` } }),
  ({ call }, n) => call('POST', `${objects}/companies`, { properties: { name: `Acme ${n}` } }),
  ({ call }, n) =>
    call('POST', `${objects}/deals`, { properties: { dealname: `Lift ${n}`, dealstage: 'contractsent', amount: n } }),
  ({ call, id }, n) =>
    call('PATCH', `${objects}/contacts/${id('contacts', n)}`, {
      properties: { lastname: `L${n}`, email: n % 2 ? '' : `b${n % 3}@x.example` },
    }),
  ({ call, id }, n) => call('DELETE', `${objects}/contacts/${id('contacts', n)}`),
  ({ call, id }, n) =>
    call('POST', `${objects}/contacts/merge`, {
      primaryObjectId: id('contacts', n),
      objectIdToMerge: id('contacts', n + 1),
    }),
  ({ call, id }, n) =>
    call(
      'POST',
      `${objects}/contacts/gdpr-delete`,
      n % 2 ? { objectId: id('contacts', n) } : { objectId: `b${n % 3}@x.example`, idProperty: 'email' },
    ),
  ({ call, id }, n) =>
    call('PUT', `${objects}/contacts/${id('contacts', n)}/associations/companies/${id('companies', n)}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: n % 2 ? 1 : 279 },
    ]),
  ({ call, id }, n) =>
    call('DELETE', `${objects}/contacts/${id('contacts', n)}/associations/companies/${id('companies', n + 1)}`),
  ({ call }, n) =>
    call('POST', '/crm/properties/2026-09/contacts', {
      name: `p${n % 4}`,
      label: 'P',
      type: n % 3 ? 'string' : 'number',
      fieldType: n % 3 ? 'text' : 'number',
      groupName: 'contactinformation',
      hasUniqueValue: n % 2 === 0,
    }),
  ({ call }, n) => call('DELETE', `/crm/properties/2026-09/contacts/p${n % 4}`),
  ({ call, id }, n) =>
    call('PATCH', `${objects}/contacts/${id('contacts', n)}`, { properties: { [`p${n % 4}`]: String(n) } }),
  ({ call }, n) =>
    call('POST', '/crm/pipelines/2026-09/deals', {
      label: `Line ${n}`,
      displayOrder: n,
      stages: [{ label: 'One', displayOrder: 0, metadata: { probability: '0.5' } }],
    }),
  ({ call }, n) =>
    call('POST', '/crm/associations/2026-09/contacts/companies/labels', { name: `l${n % 3}`, label: `L${n % 3}` }),
  ({ call }, n) =>
    call('POST', '/crm-object-schemas/2026-09/schemas', {
      name: `boat${n % 3}`,
      labels: { singular: 'Boat', plural: 'Boats' },
      primaryDisplayProperty: 'name',
      requiredProperties: [],
      properties: [{ name: 'name', label: 'Name', type: 'string', fieldType: 'text' }],
      associatedObjects: ['0-1'],
    }),
  ({ call }, n) => call('POST', `${objects}/p_boat${n % 3}`, { properties: { name: `Boat ${n}` } }),
  ({ call }, n) =>
    call('POST', '/crm/lists/2026-09', { name: `List ${n}`, objectTypeId: '0-1', processingType: 'MANUAL' }),
  ({ call, id }, n) => call('PUT', `/crm/lists/2026-09/${1 + (n % 3)}/memberships/add`, [id('contacts', n)]),
  ({ call }, n) =>
    call('POST', `/webhooks/v3/${defaultApp.appId}/subscriptions`, {
      eventType: n % 2 ? 'contact.creation' : 'contact.deletion',
      active: n % 3 > 0,
    }),
  ({ call }, n) => call('PUT', `/webhooks/v3/${defaultApp.appId}/settings`, { targetUrl: `https://app.example/${n}` }),
  ({ call }, n) =>
    call('POST', '/webhooks-journal/subscriptions/2026-03', {
      subscriptionType: 'OBJECT',
      objectTypeId: n % 2 ? '0-1' : '0-3',
      actions: ['CREATE', 'UPDATE', 'DELETE', 'MERGE'],
    }),
  ({ emulator }, n) => Promise.resolve(emulator.authorize({ scopes: ['oauth'], userId: n + 1 })),
  ({ emulator }, n) => Promise.resolve(emulator.clock.advance(n % 2 ? 700 : 4_000)),
  ({ emulator }, n) => Promise.resolve(emulator.expireToken(`old ${n}`)),
  ({ emulator }, n) =>
    Promise.resolve(emulator.addFault({ kind: 'status', status: 503, probability: 0.2, times: 1 + (n % 2) })),
  ({ emulator }, n) => Promise.resolve(emulator.setSwitches(n % 2 ? { unsetAs: 'absent' } : { unsetAs: 'null' })),
  ({ call }, n) =>
    call('PUT', `/crm/property-validations/2026-09/0-1/city/rule-type/MIN_LENGTH`, { ruleArguments: [String(n % 4)] }),
  ({ emulator }, n) => Promise.resolve(emulator.account.require('contacts', n % 2 ? ['firstname'] : [])),
  ({ emulator }, n) => Promise.resolve(emulator.account.activate('courses', n % 2 === 0)),
  ({ emulator }, n) => importFile(emulator, `First name,Email\nZoe ${n},z${n % 4}@x.example\n`),
  // What follows only reads.
  ({ call }) => call('GET', '/crm/imports/2026-09'),
  ({ call }) => call('GET', '/crm/property-validations/2026-09/0-1'),
  ({ call }) => call('GET', '/crm/object-library/2026-09/enablement'),
  ({ call }) =>
    call('GET', `${objects}/contacts?limit=50&propertiesWithHistory=firstname,email,lastname&associations=companies`),
  ({ call }) => call('GET', `${objects}/contacts?limit=100&archived=true&properties=email,p1,p2`),
  ({ call }, n) =>
    call('POST', `${objects}/contacts/search`, {
      limit: 100,
      properties: ['email', 'p1'],
      ...(n % 2 ? { query: 'ada' } : {}),
    }),
  ({ call, id }, n) =>
    call('POST', `${objects}/contacts/search`, {
      filters: [{ propertyName: 'associations.company', operator: 'EQ', value: id('companies', n) }],
    }),
  ({ call }) => call('GET', '/crm/properties/2026-09/contacts'),
  ({ call }) => call('GET', '/crm/pipelines/2026-09/deals'),
  ({ call }) => call('GET', '/crm/associations/2026-09/contacts/companies/labels'),
  ({ call }) => call('GET', '/crm-object-schemas/2026-09/schemas'),
  ({ call }, n) => call('GET', `/crm/lists/2026-09/${1 + (n % 3)}/memberships`),
  ({ call }) => call('GET', `/webhooks/v3/${defaultApp.appId}/subscriptions`),
  ({ call }) => call('GET', '/webhooks-journal/journal/2026-03/batch/earliest/100'),
  ({ call }) => call('GET', '/account-info/2026-09/api-usage/daily/private-apps'),
  ({ emulator }) => Promise.resolve([emulator.audit(), emulator.requests(), emulator.switches(), emulator.clock.now()]),
]

async function importFile(emulator: Emulator, text: string): Promise<unknown> {
  const column = (columnName: string, propertyName: string): object => ({
    columnName,
    propertyName,
    columnObjectTypeId: '0-1',
    columnType: 'STANDARD',
  })
  const columnMappings = [column('First name', 'firstname'), column('Email', 'email')]
  const fileImportPage = { hasHeader: true, columnMappings }
  const request = {
    name: 'People',
    importOperations: { '0-1': 'UPSERT' },
    files: [{ fileName: 'a.csv', fileFormat: 'CSV', fileImportPage }],
  }
  // A form with a boundary of its own choice differs each time, and with it nothing that is answered.
  const body = new FormData()
  body.set('importRequest', JSON.stringify(request))
  body.set('files', new File([text], 'a.csv', { type: 'text/csv' }))
  const headers = { authorization: 'Bearer test' }
  const url = 'http://emulator.test/crm/imports/2026-09'
  const response = await emulator.fetch(new Request(url, { method: 'POST', headers, body }))
  return { status: response.status, body: await response.json() }
}

const steps = fc.array(fc.tuple(fc.nat(acts.length - 1), fc.nat(20)), { minLength: 8, maxLength: 40 })

function toolsOf(emulator: Emulator): Tools {
  return {
    emulator,
    call: createCaller(emulator),
    id: (objectType, n) => {
      const records = emulator.account.records(objectType)
      return records[n % Math.max(1, records.length)]?.id ?? '1'
    },
  }
}

async function doing(tools: Tools, [place, n]: readonly [number, number]): Promise<unknown> {
  const done = await acts[place]?.(tools, n)
  // Headers tell the limits that are left, and compare only as a list.
  return typeof done === 'object' && done !== null && 'headers' in done
    ? { ...done, headers: [...(done.headers as Headers)] }
    : done
}

function arrange(options: EmulatorOptions = {}): Emulator {
  const switches = { ...quiet, searchLagMs: 2_000 }
  return createEmulator({ clock: frozen, switches, fetch: () => Promise.resolve(new Response()), ...options })
}

function overTheWire(emulator: Emulator): unknown {
  return JSON.parse(JSON.stringify(emulator.save()))
}

test('whatever was asked and done, a fresh emulator that loads the state answers everything as the old one does', async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, async (before, after) => {
      const old = arrange()
      for (const step of before) await doing(toolsOf(old), step)
      await old.delivered()
      const fresh = arrange({ state: overTheWire(old) })
      for (const step of after) {
        const asked = await doing(toolsOf(old), step)
        // The ids of the new one must be those of the old one, or the answers differ.
        expect(await doing(toolsOf(fresh), step)).toEqual(asked)
      }
      await Promise.all([old.delivered(), fresh.delivered()])
    }),
    { numRuns: 20, ...seed },
  )
})

test('a state that was loaded is saved as the same state', async () => {
  const old = arrange({ demo: { contacts: 30 } })
  for (const step of acts.keys()) await doing(toolsOf(old), [step, step])
  await old.delivered()
  const state = overTheWire(old)
  expect(overTheWire(arrange({ state }))).toEqual(state)
})

test('what search does not know yet stays unknown until its time', async () => {
  const old = arrange()
  const id = old.account.create('contacts', { firstname: 'Ada' })
  await createCaller(old)('PATCH', `${objects}/contacts/${id}`, { properties: { firstname: 'Augusta' } })
  const fresh = arrange({ state: overTheWire(old) })
  const found = async (): Promise<unknown> =>
    (await createCaller(fresh)('POST', `${objects}/contacts/search`, { properties: ['firstname'] })).body.results[0]
      ?.properties['firstname']
  expect(await found()).toBe('Ada')
  fresh.clock.advance(2_000)
  expect(await found()).toBe('Augusta')
})

test('webhooks that were not taken are sent again', async () => {
  const refusing = arrange({ fetch: () => Promise.resolve(new Response(null, { status: 500 })) })
  const call = createCaller(refusing)
  await call('PUT', `/webhooks/v3/${defaultApp.appId}/settings`, { targetUrl: 'https://app.example' })
  await call('POST', `/webhooks/v3/${defaultApp.appId}/subscriptions`, { eventType: 'contact.creation', active: true })
  refusing.account.create('contacts', {})
  await refusing.delivered()
  const fresh = arrange({ state: overTheWire(refusing) })
  fresh.clock.advance(2 * 60_000)
  await fresh.delivered()
  expect(fresh.deliveries()).toMatchObject([{ attempt: 1, status: 200 }])
})

test('the clock never goes back', () => {
  const old = arrange()
  old.clock.advance(5_000)
  expect(arrange({ state: overTheWire(old) }).clock.now()).toBe(old.clock.now())
  const later = createEmulator({ clock: { now: () => frozen.now() + 9_000 } })
  later.load(overTheWire(old))
  expect(later.clock.now()).toBe(frozen.now() + 9_000)
})

test('a state travels over HTTP, and a reset goes back to the state begun with', async () => {
  const old = arrange()
  old.account.create('contacts', {})
  const state = (await createCaller(old)('GET', '/_emulator/state')).body
  const fresh = arrange()
  expect((await createCaller(fresh)('POST', '/_emulator/state', state)).status).toBe(200)
  expect(fresh.account.records('contacts')).toEqual(old.account.records('contacts'))
  const begun = arrange({ state })
  begun.account.create('contacts', {})
  begun.reset()
  expect(begun.account.records('contacts')).toEqual(old.account.records('contacts'))
})

describe('what cannot be loaded', () => {
  test.each([
    ['nothing', null, 'foreign'],
    ['something else', { contacts: [] }, 'foreign'],
    ['another version', { format: 'holdfast-emulator', version: 99 }, 'version'],
    ['half a state', { format: 'holdfast-emulator', version: 1 }, 'damaged'],
    ['a state with a hole', { ...arrange().save(), account: {} }, 'damaged'],
    ['a switch nobody knows', { ...arrange().save(), switches: { nope: 1 } }, 'damaged'],
  ])('%s is refused, and everything stays as it was', async (_name, value, reason) => {
    const emulator = arrange()
    emulator.account.create('contacts', { firstname: 'Ada' })
    const before = overTheWire(emulator)
    expect(() => emulator.load(value)).toThrow(
      expect.objectContaining({ code: 'emulator/state-unreadable', details: { reason, file: null } }),
    )
    expect(overTheWire(emulator)).toEqual(before)
    expect((await createCaller(emulator)('POST', '/_emulator/state', value)).status).toBe(400)
  })
})
