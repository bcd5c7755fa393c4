import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from './emulator.ts'
import { defaultApp } from './oauth/index.ts'
import { defaultSwitches, switchTable, type Switches } from './switches.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from './testing.ts'

// One row for each switch: what to ask, and what is answered for each of its values.

const objects = '/crm/objects/2026-09'
const contacts = `${objects}/contacts`
const hooks = `/webhooks/v3/${defaultApp.appId}`
const journal = '/webhooks-journal/journal/2026-03/earliest'

interface Tools {
  readonly emulator: Emulator
  readonly call: Caller
  /** The webhook requests so far: where, and what. */
  readonly sent: readonly { readonly url: string; readonly events: readonly Readonly<Record<string, unknown>>[] }[]
  readonly add: (objectType: string, properties?: Readonly<Record<string, string>>) => string
}

type Probe = (tools: Tools) => Promise<unknown>
type Row<Value> = readonly [probe: Probe, ...answers: readonly (readonly [value: Value, answer: unknown])[]] | ShownIn

/** A test file of its own shows all answers, since it takes a scenario to see them. */
interface ShownIn {
  readonly shownIn: string
}

const rows: { readonly [Name in keyof Switches]: Row<Switches[Name]> } = {
  searchLagMs: [
    async ({ call }) => {
      await call('POST', contacts, { properties: {} })
      return (await call('POST', `${contacts}/search`, {})).body['total']
    },
    [0, 1],
    [2_000, 0],
  ],
  searchMisorderMs: [isSearchInOrder, [0, true], [60_000, false]],
  searchWindowEnd: [
    statusOf('POST', `${contacts}/search`, { after: '9900', limit: 200 }),
    ['refuse', 400],
    ['cut', 200],
  ],
  nullsLast: [
    async ({ call, add }) => {
      const [unset] = [add('contacts'), add('contacts', { city: 'Ely' })]
      return (await call('POST', `${contacts}/search`, { sorts: ['city'] })).body.results[1]?.id === unset
    },
    [true, true],
    [false, false],
  ],
  notContainsMatchesUnset: [
    async ({ call, add }) => {
      add('contacts')
      const filters = [{ propertyName: 'city', operator: 'NOT_CONTAINS_TOKEN', value: 'ely' }]
      return (await call('POST', `${contacts}/search`, { filters })).body['total']
    },
    [false, 0],
    [true, 1],
  ],
  extraSorts: [statusOf('POST', `${contacts}/search`, { sorts: ['city', 'email'] }), ['refuse', 400], ['ignore', 200]],
  looseFilters: [
    statusOf('POST', `${contacts}/search`, {
      filters: [{ propertyName: 'city', operator: 'HAS_PROPERTY' }],
      filterGroups: [{ filters: [{ propertyName: 'city', operator: 'NOT_HAS_PROPERTY' }] }],
    }),
    ['group', 200],
    ['refuse', 400],
  ],
  queryMatch: [
    async ({ call, add }) => {
      add('contacts', { firstname: 'Josephine' })
      return (await call('POST', `${contacts}/search`, { query: 'phine' })).body['total']
    },
    ['contains', 1],
    ['prefix', 0],
  ],
  associationFilters: [
    async ({ emulator, call, add }) => {
      const [contact, company] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.account.associate('contacts', contact, 'companies', company)
      const filters = [{ propertyName: 'associations.company', operator: 'IN', values: [company, '1'] }]
      return (await call('POST', `${contacts}/search`, { filters })).body['total']
    },
    ['eq', undefined],
    ['in', 1],
  ],
  middleWildcards: [
    async ({ call, add }) => {
      add('contacts', { city: 'Rotterdam' })
      const filters = [{ propertyName: 'city', operator: 'CONTAINS_TOKEN', value: 'rot*dam' }]
      return (await call('POST', `${contacts}/search`, { filters })).body['total']
    },
    [true, 1],
    [false, 0],
  ],
  searchUnknownProperty: [
    statusOf('POST', `${contacts}/search`, { properties: ['nope'] }),
    ['ignore', 200],
    ['refuse', 400],
  ],
  askedProperties: [
    async ({ call, add }) =>
      Object.keys((await call('GET', `${contacts}/${add('contacts')}?properties=city`)).body.properties).sort(),
    ['added', ['city', 'createdate', 'hs_object_id', 'lastmodifieddate']],
    ['only', ['city']],
  ],
  unsetAs: [
    async ({ call, add }) =>
      'city' in (await call('GET', `${contacts}/${add('contacts')}?properties=city`)).body.properties,
    ['null', true],
    ['absent', false],
  ],
  nullClears: [
    async ({ call, add }) =>
      (await call('PATCH', `${contacts}/${add('contacts')}`, { properties: { city: null } })).status,
    [true, 200],
    [false, 400],
  ],
  emailStoredLowerCase: [
    async ({ emulator, add }) =>
      emulator.account.record('contacts', add('contacts', { email: 'Ada@X.example' }))?.properties['email'],
    [true, 'ada@x.example'],
    [false, 'Ada@X.example'],
  ],
  pipelineRequiredOnCreate: [
    statusOf('POST', `${objects}/deals`, { properties: { dealname: 'Lift', dealstage: 'contractsent' } }),
    [false, 201],
    [true, 400],
  ],
  stageMustBelongToPipeline: [
    async ({ call }) => {
      const stages = [{ label: 'One', displayOrder: 0, metadata: { probability: '0.5' } }]
      const { id } = (await call('POST', '/crm/pipelines/2026-09/deals', { label: 'Other', displayOrder: 1, stages }))
        .body
      const properties = { dealname: 'Lift', pipeline: id, dealstage: 'contractsent' }
      return (await call('POST', `${objects}/deals`, { properties })).status
    },
    [true, 400],
    [false, 201],
  ],
  ownerMustExist: [statusOf('POST', contacts, { properties: { hubspot_owner_id: '1' } }), [false, 201], [true, 400]],
  requiredOnCreate: [
    inBoth((base, { call }) => call('POST', `${base}/deals`, { properties: {} })),
    ['by-version', [201, 400]],
    ['always', [400, 400]],
    ['never', [201, 201]],
  ],
  partialStatus: [
    inBoth((base, { call, add }) =>
      call('POST', `${base}/contacts/batch/read`, { inputs: [{ id: '1' }, { id: add('contacts') }] }),
    ),
    ['by-version', [207, 200]],
    ['200', [200, 200]],
    ['207', [207, 207]],
  ],
  associationIds: [
    async ({ emulator, call, add }) => {
      const [from, to] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.account.associate('contacts', from, 'companies', to)
      const kindIn = async (base: string): Promise<string> =>
        typeof (await call('GET', `${base}/contacts/${from}/associations/companies`)).body.results[0]?.['toObjectId']
      return [await kindIn('/crm/v4/objects'), await kindIn(objects)]
    },
    ['by-version', ['number', 'string']],
    ['string', ['string', 'string']],
    ['number', ['number', 'number']],
  ],
  batchAssociateReplacesLabels: [
    async ({ emulator, call, add }) => {
      const [from, to] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.account.defineLabel('contacts', 'companies', 'Advisor')
      emulator.account.defineLabel('contacts', 'companies', 'Friend')
      emulator.account.associate('contacts', from, 'companies', to, 'Advisor')
      const labels = (await call('GET', '/crm/associations/2026-09/contacts/companies/labels')).body.results
      const associationTypeId = labels.find(({ label }) => label === 'Friend')?.['typeId']
      const types = [{ associationCategory: 'USER_DEFINED', associationTypeId }]
      const inputs = [{ from: { id: from }, to: { id: to }, types }]
      await call('POST', '/crm/associations/2026-09/contacts/companies/batch/create', { inputs })
      return emulator.account.partners('contacts', from, 'companies')[0]?.labels
    },
    [true, [null, 'Friend']],
    [false, [null, 'Advisor', 'Friend']],
  ],
  associationsBumpModified: [
    async ({ emulator, call, add }) => {
      const [from, to] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.clock.advance(1_000)
      await call('PUT', `${contacts}/${from}/associations/default/companies/${to}`)
      return emulator.account.record('contacts', from)?.updatedAt
    },
    [false, '2026-11-24T08:00:00Z'],
    [true, '2026-11-24T08:00:01Z'],
  ],
  secondDelete: [
    async ({ call, add }) => {
      const path = `${contacts}/${add('contacts')}`
      await call('DELETE', path)
      return (await call('DELETE', path)).status
    },
    ['204', 204],
    ['404', 404],
  ],
  archivedReadable: [
    async ({ emulator, call, add }) => {
      const id = add('contacts')
      emulator.account.archive('contacts', id)
      return (await call('GET', `${contacts}/${id}`)).status
    },
    [false, 404],
    [true, 200],
  ],
  restoreBumpsModified: [
    async ({ emulator, add }) => {
      const id = add('contacts')
      emulator.clock.advance(1_000)
      emulator.account.archive('contacts', id)
      emulator.account.restore('contacts', id)
      return emulator.account.record('contacts', id)?.updatedAt
    },
    [true, '2026-11-24T08:00:01Z'],
    [false, '2026-11-24T08:00:00Z'],
  ],
  mergeIds: [
    async (tools) => {
      const { primary, merged } = await mergeTwo(tools)
      return primary === merged
    },
    ['new', false],
    ['preserved', true],
  ],
  batchUpdateMerged: [
    async (tools) => batchOf(tools, 'update', (await mergeTwo(tools)).primary),
    ['drop', [0, 0]],
    ['missing', [0, 1]],
    ['redirect', [1, 0]],
  ],
  batchReadMerged: [
    async (tools) => batchOf(tools, 'read', (await mergeTwo(tools)).primary),
    ['missing', [0, 1]],
    ['redirect', [1, 0]],
  ],
  inlineAssociationsPage: [
    async ({ emulator, call, add }) => {
      const from = add('contacts')
      for (const name of ['Acme', 'Bolt', 'Core'])
        emulator.account.associate('contacts', from, 'companies', add('companies', { name }))
      const { associations } = (await call('GET', `${contacts}/${from}?associations=companies`)).body
      const { paging } = (associations as Record<string, { paging?: object }>)['companies'] ?? {}
      return paging !== undefined
    },
    [500, false],
    [1, true],
  ],
  inactiveObjectType: [statusOf('GET', `${objects}/courses`), ['403', 403], ['400', 400]],
  unofferedOperation: [
    statusOf('POST', `${objects}/feedback_submissions`, { properties: {} }),
    ['403', 403],
    ['405', 405],
  ],
  usersCreatable: { shownIn: 'routes/object-types.test.ts' },
  definitionLagMs: [
    async ({ call }) => {
      const property = {
        name: 'tier',
        label: 'Tier',
        type: 'string',
        fieldType: 'text',
        groupName: 'contactinformation',
      }
      await call('POST', '/crm/properties/2026-09/contacts', property)
      return (await call('GET', '/crm/properties/2026-09/contacts/tier')).status
    },
    [0, 200],
    [500, 404],
  ],
  validationRulesEnforced: [
    async ({ call, add }) => {
      await call('PUT', '/crm/property-validations/2026-09/0-1/city/rule-type/MIN_LENGTH', { ruleArguments: ['3'] })
      return (await call('PATCH', `${contacts}/${add('contacts')}`, { properties: { city: 'x' } })).status
    },
    [true, 400],
    [false, 200],
  ],
  requiredByGuide: [
    statusOf('POST', `${objects}/products`, { properties: { name: 'Lamp' } }),
    [false, 201],
    [true, 400],
  ],
  publishedLocked: { shownIn: 'routes/object-types.test.ts' },
  conditionalRequired: [
    async ({ emulator, call, add }) => {
      const id = add('contacts', { lifecyclestage: 'customer' })
      emulator.account.require('contacts', ['city'], { property: 'lifecyclestage', values: ['customer'] })
      return (await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Ada' } })).status
    },
    ['touched', 200],
    ['always', 400],
  ],
  lifecycleStage: [
    async ({ emulator, call, add }) => {
      const id = add('contacts', { lifecyclestage: 'customer' })
      await call('PATCH', `${contacts}/${id}`, { properties: { lifecyclestage: 'lead' } })
      return emulator.account.record('contacts', id)?.properties['lifecyclestage']
    },
    ['any', 'lead'],
    ['forward', 'customer'],
  ],
  propertyNames: [
    async ({ call }) => {
      const property = {
        name: 'BigName',
        label: 'Big',
        type: 'string',
        fieldType: 'text',
        groupName: 'contactinformation',
      }
      const { status, body } = await call('POST', '/crm/properties/2026-09/contacts', property)
      return [status, body['name']]
    },
    ['refused', [400, undefined]],
    ['lowered', [201, 'bigname']],
    ['kept', [201, 'BigName']],
  ],
  convertedList: { shownIn: 'routes/list-conversion.test.ts' },
  importMs: { shownIn: 'routes/imports.test.ts' },
  importsAtOnce: { shownIn: 'routes/imports.test.ts' },
  importAssociationKeys: { shownIn: 'routes/imports.test.ts' },
  limitTenSecondly: [second(contacts), [1, 429], [2, 200]],
  limitOAuthTenSecondly: [
    async (tools) => {
      const call = await installed(tools.emulator)
      await call('GET', contacts)
      return (await call('GET', contacts)).status
    },
    [1, 429],
    [2, 200],
  ],
  limitAssociationsTenSecondly: [
    second('/crm/associations/2026-09/contacts/companies/labels', `${contacts}/1/associations/companies`),
    [1_000_000, 404],
    [1, 429],
  ],
  limitDaily: [second(contacts), [1, 429], [2, 200]],
  limitSearchSecondly: [
    async ({ call }) => {
      await call('POST', `${contacts}/search`, {})
      return (await call('POST', `${contacts}/search`, {})).status
    },
    [1, 429],
    [2, 200],
  ],
  limitOwnersPage: [statusOf('GET', '/crm/owners/2026-09?limit=200'), [100, 400], [500, 200]],
  limitUrlCharacters: [statusOf('GET', `${contacts}?properties=${'x,'.repeat(60)}`), [100, 414], [16_000, 200]],
  limitCustomProperties: [secondProperty, [1, 400], [2, 201]],
  limitCustomPropertiesOverall: [secondProperty, [1, 400], [2, 201]],
  limitPartners: { shownIn: 'routes/limits-tracking.test.ts' },
  retryAfterOnLimit: [
    async ({ emulator, call }) => {
      emulator.setSwitches({ limitTenSecondly: 1 })
      await call('GET', contacts)
      return (await call('GET', contacts)).headers.has('retry-after')
    },
    [false, false],
    [true, true],
  ],
  webhookDelayMs: [
    async (tools) => (await told(tools, 'contact.creation', () => tools.add('contacts'))).length,
    [0, 1],
    [60_000, 0],
  ],
  webhookOrder: [
    async (tools) => {
      const events = await told(tools, 'contact.creation', () =>
        Array.from({ length: 20 }, () => tools.add('contacts')),
      )
      const ids = events.map(({ objectId }) => Number(objectId))
      return ids.every((id, place) => place === 0 || id > (ids[place - 1] ?? 0))
    },
    ['as-happened', true],
    ['shuffled', false],
  ],
  webhookDuplicates: [
    async (tools) => (await told(tools, 'contact.creation', () => tools.add('contacts'))).length,
    [false, 1],
    [true, 2],
  ],
  webhookTypeField: [
    async (tools) => {
      const [event] = await told(tools, 'contact.creation', () => tools.add('contacts'))
      return [event?.['subscriptionType'], event?.['eventType']]
    },
    ['subscriptionType', ['contact.creation', undefined]],
    ['eventType', [undefined, 'contact.creation']],
    ['both', ['contact.creation', 'contact.creation']],
  ],
  webhookActiveAtFirst: [
    async ({ call }) =>
      (await call('POST', `${hooks}/subscriptions`, { eventType: 'contact.creation' })).body['active'],
    [false, false],
    [true, true],
  ],
  webhookCreationTellsProperties: [
    async (tools) =>
      (await told(tools, 'contact.propertyChange', () => tools.add('contacts', { firstname: 'Ada' }))).length,
    [true, 1],
    [false, 0],
  ],
  webhookPurgeTellsDeletion: [
    async (tools) => {
      const objectId = tools.add('contacts')
      return (await told(tools, 'contact.deletion', () => tools.call('POST', `${contacts}/gdpr-delete`, { objectId })))
        .length
    },
    [false, 0],
    [true, 1],
  ],
  webhookSettingsCachedMs: [
    async (tools) => {
      await told(tools, 'contact.creation', () => undefined)
      tools.emulator.clock.advance(300_000)
      await tools.call('PUT', `${hooks}/settings`, { targetUrl: 'https://moved.example/' })
      tools.add('contacts')
      await tools.emulator.delivered()
      return tools.sent[0]?.url
    },
    [0, 'https://moved.example/'],
    [300_000, 'https://app.example/'],
  ],
  journalLagMs: [
    async ({ call, add }) => {
      const wanted = { subscriptionType: 'OBJECT', objectTypeId: '0-1', actions: ['CREATE'] }
      await call('POST', '/webhooks-journal/subscriptions/2026-03', wanted)
      add('contacts')
      return (await call('GET', journal)).status
    },
    [0, 200],
    [1_000, 204],
  ],
  journalEnd: [statusOf('GET', journal), ['204', 204], ['404', 404]],
  oauthErrors: [
    async ({ emulator }) => {
      const refusal = async (path: string): Promise<unknown> => {
        const request = new Request(`http://emulator.test${path}`, { method: 'POST', body: new URLSearchParams() })
        const body = (await (await emulator.fetch(request)).json()) as Record<string, unknown>
        return body['error'] ?? body['status']
      }
      return [await refusal('/oauth/v1/token'), await refusal('/oauth/2026-03/token')]
    },
    ['by-version', ['BAD_CLIENT_ID', 'invalid_client']],
    ['hubspot', ['BAD_CLIENT_ID', 'BAD_CLIENT_ID']],
    ['standard', ['invalid_client', 'invalid_client']],
  ],
  expiredCategory: [
    async ({ emulator, call }) => {
      emulator.expireToken('test')
      return (await call('GET', contacts)).body['category']
    },
    ['EXPIRED_AUTHENTICATION', 'EXPIRED_AUTHENTICATION'],
    ['INVALID_AUTHENTICATION', 'INVALID_AUTHENTICATION'],
  ],
  wrongMethod: [statusOf('PUT', contacts, {}), ['405', 405], ['404', 404]],
  wrongContentType: [
    async ({ emulator }) => {
      const headers = { authorization: 'Bearer test', 'content-type': 'text/plain' }
      return (
        await emulator.fetch(new Request(`http://emulator.test${contacts}`, { method: 'POST', headers, body: '{}' }))
      ).status
    },
    ['415', 415],
    ['400', 400],
  ],
  cors: [statusOf('OPTIONS', contacts), [false, 405], [true, 204]],
}

const all = Object.entries(rows) as readonly (readonly [name: keyof Switches, row: Row<unknown>])[]
const probed = all.flatMap(([name, row]) => {
  if ('shownIn' in row) return []
  const [probe, ...answers] = row
  return [{ name, probe, answers }]
})
const elsewhere = all.flatMap(([name, row]) => ('shownIn' in row ? [[name, row.shownIn] as const] : []))

describe.each(probed)('$name', ({ name, probe, answers }) => {
  test.each(answers)('%j', async (value, answer) => {
    expect(await probe(arrange({ [name]: value }))).toEqual(answer)
  })

  test('is shown in all its answers, the default among them, and no two are the same', () => {
    const { takes } = switchTable[name]
    const shown = answers.map(([value]) => value)
    // Of a number two are enough.
    expect(new Set(shown)).toEqual(new Set<unknown>('from' in takes ? shown : takes))
    expect('from' in takes || shown.includes(defaultSwitches[name])).toBe(true)
    expect(answers.length).toBeGreaterThan(1)
    expect(new Set(answers.map(([, answer]) => JSON.stringify(answer))).size).toBe(answers.length)
  })
})

test.each(elsewhere)('%s is shown in %s', (name, file) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(name)
})

function arrange(changes: Partial<Switches>): Tools {
  const sent: { url: string; events: readonly Readonly<Record<string, unknown>>[] }[] = []
  const emulator = createEmulator({
    clock: frozen,
    switches: { ...quiet, ...changes },
    async fetch(request) {
      sent.push({ url: request.url, events: (await request.json()) as readonly Readonly<Record<string, unknown>>[] })
      return new Response()
    },
  })
  const add = (objectType: string, properties: Readonly<Record<string, string>> = {}): string =>
    emulator.account.create(objectType, properties)
  return { emulator, call: createCaller(emulator), sent, add }
}

function statusOf(method: string, path: string, body?: unknown): Probe {
  return async ({ call }) => (await call(method, path, body)).status
}

/** The statuses under v3 and under 2026-09. */
function inBoth(ask: (base: string, tools: Tools) => Promise<Reply>): Probe {
  return async (tools) => [(await ask('/crm/v3/objects', tools)).status, (await ask(objects, tools)).status]
}

/** The status of the second of two requests. */
function second(first: string, then: string = first): Probe {
  return async ({ call }) => {
    await call('GET', first)
    return (await call('GET', then)).status
  }
}

async function secondProperty({ call }: Tools): Promise<number> {
  const property = { label: 'P', type: 'string', fieldType: 'text', groupName: 'contactinformation' }
  await call('POST', '/crm/properties/2026-09/contacts', { ...property, name: 'one' })
  return (await call('POST', '/crm/properties/2026-09/contacts', { ...property, name: 'two' })).status
}

async function isSearchInOrder({ emulator, call, add }: Tools): Promise<boolean> {
  for (let made = 0; made < 40; made++) {
    add('contacts')
    emulator.clock.advance(1_000)
  }
  const { results } = (await call('POST', `${contacts}/search`, { sorts: ['lastmodifieddate'], limit: 100 })).body
  return results.every(({ id }, place) => place === 0 || Number(id) > Number(results[place - 1]?.id))
}

async function mergeTwo({ call, add }: Tools): Promise<{ readonly primary: string; readonly merged: string }> {
  const [primary, objectIdToMerge] = [add('contacts'), add('contacts')]
  const { id } = (await call('POST', `${contacts}/merge`, { primaryObjectId: primary, objectIdToMerge })).body
  return { primary, merged: id }
}

async function batchOf({ call }: Tools, kind: 'read' | 'update', id: string): Promise<unknown> {
  const inputs = [{ id, ...(kind === 'update' ? { properties: { city: 'Ely' } } : {}) }]
  const { body } = await call('POST', `${contacts}/batch/${kind}`, { inputs })
  return [body.results.length, body['numErrors'] ?? 0]
}

async function told(
  { emulator, call, sent }: Tools,
  eventType: string,
  change: () => unknown,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await call('PUT', `${hooks}/settings`, { targetUrl: 'https://app.example/' })
  const more = eventType === 'contact.propertyChange' ? { propertyName: 'firstname' } : {}
  await call('POST', `${hooks}/subscriptions`, { eventType, active: true, ...more })
  await change()
  await emulator.delivered()
  return sent.flatMap(({ events }) => events)
}

/** A caller with the token of an installed app. */
async function installed(emulator: Emulator): Promise<Caller> {
  const code = emulator.authorize({ scopes: ['crm.objects.contacts.read'] })
  const { clientId, clientSecret } = defaultApp
  const fields = { grant_type: 'authorization_code', code, client_id: clientId, client_secret: clientSecret }
  const request = new Request('http://emulator.test/oauth/v1/token', {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  const { access_token } = (await (await emulator.fetch(request)).json()) as { readonly access_token: string }
  return createCaller(emulator, access_token)
}
