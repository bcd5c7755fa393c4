import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assemble } from './assemble.ts'
import { createEmulator, type Emulator } from './emulator.ts'
import { createMalformed, hostileTexts, type Material, type Sent } from './malformed.fixture.ts'
import { createRandom } from './random.ts'
import { frozen, quiet } from './testing.ts'

const seed = Number(process.env['SEED'] ?? 20261124)

const hostile = fc.constantFrom(...hostileTexts)
const typeName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('contacts', 'deals', '0-2', 'note', 'feedback_submissions') },
  { weight: 1, arbitrary: hostile },
)
const version = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('v3', 'v4', '2026-03', '2026-09') },
  { weight: 1, arbitrary: hostile },
)
const segment = fc.oneof(
  typeName,
  hostile,
  fc.constantFrom(
    'batch',
    'search',
    'read',
    'create',
    'update',
    'upsert',
    'archive',
    'labels',
    'associations',
    'default',
    'merge',
  ),
)
const query = fc.oneof(
  fc.constant(''),
  fc
    .tuple(
      fc.constantFrom(
        'limit',
        'after',
        'archived',
        'properties',
        'associations',
        'idProperty',
        'propertiesWithHistory',
        '__proto__',
      ),
      hostile,
    )
    .map(([name, value]) => `?${name}=${encodeURIComponent(value)}`),
)

const known = fc.constantFrom(
  'search',
  'batch/read',
  'batch/create',
  'batch/update',
  'batch/upsert',
  'batch/archive',
  '',
  '1',
  '1/associations/contacts',
  '1/associations/deals/1',
  '1/associations/default/deals/1',
)
const knownBatch = fc.constantFrom(
  'batch/create',
  'batch/read',
  'batch/archive',
  'batch/associate/default',
  'batch/labels/archive',
  'labels',
)

const knownDefinition = fc.constantFrom(
  '',
  'email',
  'groups',
  'groups/x',
  'batch/create',
  'batch/read',
  'batch/archive',
)

const path = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(typeName, known).map((parts) => `/crm/objects/2026-09/${parts.join('/')}`) },
  {
    weight: 3,
    arbitrary: fc.tuple(typeName, typeName, knownBatch).map((parts) => `/crm/associations/2026-09/${parts.join('/')}`),
  },
  fc
    .tuple(version, typeName, fc.array(segment, { maxLength: 4 }))
    .map(([v, type, rest]) => `/crm/objects/${v}/${[type, ...rest].join('/')}`),
  fc
    .tuple(typeName, fc.array(segment, { maxLength: 4 }))
    .map(([type, rest]) => `/crm/v3/objects/${[type, ...rest].join('/')}`),
  fc.tuple(version, fc.array(segment, { maxLength: 5 })).map(([v, rest]) => `/crm/associations/${v}/${rest.join('/')}`),
  fc
    .tuple(
      fc.constantFrom('properties', 'property-validations', 'pipelines', 'owners', 'limits', 'object-library'),
      version,
      fc.array(segment, { maxLength: 3 }),
    )
    .map((parts) => `/crm/${parts.flat().join('/')}`),
  {
    weight: 3,
    arbitrary: fc.tuple(typeName, knownDefinition).map((parts) => `/crm/properties/2026-09/${parts.join('/')}`),
  },
  fc
    .tuple(typeName, hostile, fc.oneof(hostile, fc.constantFrom('MIN_LENGTH', 'REGEX')))
    .map(([type, name, rule]) => `/crm/property-validations/2026-09/${type}/${name}/rule-type/${rule}`),
  fc
    .tuple(
      fc.constantFrom('crm-object-schemas/2026-09/schemas', 'deal-splits/2026-09'),
      fc.array(segment, { maxLength: 3 }),
    )
    .map(([family, rest]) => `/${[family, ...rest].join('/')}`),
  fc.array(segment, { maxLength: 6 }).map((rest) => `/${rest.join('/')}`),
)

const method = fc.oneof({ weight: 4, arbitrary: fc.constant('POST') }, fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE'))

// Bodies that look like the real ones, with something wrong anywhere: never a valid write.
const junk = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.string(),
  hostile,
  fc.array(fc.string(), { maxLength: 2 }),
  fc.object({ maxDepth: 2 }),
)
// What a write must not find: an empty object would create a record without values.
const badProperties = fc.oneof(
  junk.filter((value) => typeof value !== 'object' || value === null || Array.isArray(value)),
  fc.record({ no_such_property: junk }),
)
const property = fc.oneof(
  hostile,
  fc.constantFrom(
    'firstname',
    'amount',
    'closedate',
    'email',
    'dealstage',
    'hs_object_id',
    'associations.contact',
    'associations.__proto__',
  ),
)
const filter = fc.record(
  {
    propertyName: fc.oneof(property, junk),
    operator: fc.oneof(
      fc.constantFrom('EQ', 'IN', 'BETWEEN', 'CONTAINS_TOKEN', 'GT', 'HAS_PROPERTY', 'toString', 'eq'),
      junk,
    ),
    value: junk,
    highValue: junk,
    values: junk,
  },
  { requiredKeys: [] },
)
const searchBody = fc.record(
  {
    filterGroups: fc.oneof(
      junk,
      fc.array(fc.oneof(junk, fc.record({ filters: fc.oneof(junk, fc.array(filter, { maxLength: 7 })) })), {
        maxLength: 6,
      }),
    ),
    filters: fc.oneof(junk, fc.array(filter)),
    sorts: fc.oneof(junk, fc.array(fc.oneof(junk, property))),
    query: junk,
    limit: junk,
    after: junk,
    properties: badProperties,
  },
  { requiredKeys: [] },
)
const input = fc.record(
  {
    id: fc.oneof(junk, fc.constant('1')),
    from: fc.oneof(junk, fc.record({ id: junk })),
    to: fc.oneof(junk, fc.record({ id: junk })),
    types: fc.oneof(
      junk,
      fc.array(fc.record({ associationCategory: junk, associationTypeId: junk }, { requiredKeys: [] })),
    ),
    idProperty: fc.oneof(property, junk),
    properties: badProperties,
    objectWriteTraceId: junk,
  },
  { requiredKeys: ['properties'] },
)
const batchBody = fc.record(
  {
    inputs: fc.oneof(junk, fc.array(fc.oneof(junk, input), { maxLength: 4 })),
    properties: badProperties,
    idProperty: junk,
  },
  { requiredKeys: [] },
)
// The label is never a text, and percentages are none: nothing of this can be defined.
const definitionBody = fc.record(
  {
    name: fc.oneof(hostile, junk),
    label: fc.oneof(fc.constant(null), fc.object({ maxDepth: 1 }), fc.array(fc.string())),
    type: fc.oneof(fc.constantFrom('string', 'number', 'enumeration', 'constructor'), junk),
    fieldType: fc.oneof(fc.constantFrom('text', 'number', 'select', 'calculation_equation'), junk),
    groupName: fc.oneof(fc.constant('contactinformation'), junk),
    options: fc.oneof(junk, fc.array(fc.oneof(junk, fc.record({ label: junk, value: junk })))),
    hasUniqueValue: junk,
    displayOrder: junk,
    labels: junk,
    requiredProperties: junk,
    searchableProperties: junk,
    associatedObjects: junk,
    ruleArguments: fc.oneof(junk, fc.array(hostile)),
    splits: fc.oneof(junk, fc.array(fc.record({ ownerId: junk, percentage: fc.string() }))),
  },
  { requiredKeys: ['label'] },
)
const writeBody = fc.record({ properties: badProperties, associations: junk }, { requiredKeys: ['properties'] })
const body = fc.oneof(
  fc
    .oneof(
      searchBody,
      batchBody,
      writeBody,
      definitionBody,
      fc.record({ inputs: fc.array(definitionBody, { maxLength: 3 }) }),
      fc.array(junk),
    )
    .map((value) => JSON.stringify(value) ?? ''),
  fc.string(),
  fc.constantFrom(
    '{',
    '[',
    '{"inputs":[{"__proto__":{}}]}',
    '{"properties":{"__proto__":{"a":"b"}}}',
    `${'['.repeat(50_000)}`,
    '[[]]',
    '\ud800',
  ),
)

function snapshot(emulator: Emulator): string {
  return JSON.stringify([
    emulator.audit(),
    ...['contacts', 'companies', 'deals', 'notes'].map((type) => emulator.account.records(type)),
  ])
}

test('2,000 malformed requests are all answered, none with a 500, and change nothing', async () => {
  const emulator = createEmulator({ clock: frozen, seed: 5, demo: { contacts: 20 }, switches: quiet })
  const before = snapshot(emulator)
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(method, path, query, body, async (verb, where, search, sent) => {
      const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }
      const request = new Request(`http://emulator.test${encodeURI(where).replaceAll('%25', '%')}${search}`, {
        method: verb,
        headers,
        ...(verb === 'GET' ? {} : { body: sent }),
      })
      const response = await emulator.fetch(request)
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      const text = await response.text()
      // The text of a 500 tells the mistake.
      if (response.status >= 500) expect(text).toBe('no 500')
      if (text !== '') expect(() => JSON.parse(text)).not.toThrow()
    }),
    { seed, numRuns: 2_000 },
  )
  expect(snapshot(emulator)).toBe(before)
  expect({}).not.toHaveProperty('a')
  // It reached more than the 404 of unknown paths.
  expect(statuses.get(400) ?? 0).toBeGreaterThan(200)
  expect(statuses.get(200) ?? 0).toBeGreaterThan(5)
})

test('18,000 malformed requests over every route are all answered, none with a 500, and a refused one changes nothing', async () => {
  const unlimited = { ...quiet, limitOAuthTenSecondly: 1_000_000, limitAssociationsTenSecondly: 1_000_000 }
  const emulator = createEmulator({ clock: frozen, seed: 5, demo: { contacts: 20 }, switches: unlimited })
  const next = createMalformed(createRandom(seed), material(emulator))
  const statuses = new Map<number, number>()
  for (let count = 0; count < 18_000; count++) {
    // Limits that no switch lifts see new seconds.
    if (count % 40 === 0) emulator.clock.advance(1_000)
    const sent = next()
    const before = emulator.audit().length
    const response = await emulator.fetch(requestOf(sent))
    const text = await response.text()
    const told = `${JSON.stringify(sent).slice(0, 1_000)}: ${response.status} ${text.slice(0, 1_000)}`
    if (response.status >= 500) expect(told).toBe('no 500')
    if (response.status >= 400 && emulator.audit().length !== before) expect(told).toBe('nothing changed')
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
  }
  expect({}).not.toHaveProperty('a')
  // Most are refused for what is wrong in them, and some come through, so that the next ones meet what they made.
  expect(statuses.get(400) ?? 0).toBeGreaterThan(4_000)
  expect(statuses.get(404) ?? 0).toBeGreaterThan(1_000)
  expect(statuses.get(415) ?? 0).toBeGreaterThan(100)
  expect([200, 201, 204, 207].map((status) => statuses.get(status) ?? 0).reduce((a, b) => a + b)).toBeGreaterThan(500)
}, 120_000)

function requestOf({ method, path, contentType, body }: Sent): Request {
  const url = new URL('http://emulator.test')
  url.href += path.replace(/^\//, '')
  const headers = { authorization: 'Bearer test', 'content-type': contentType }
  return new Request(url, { method, headers, ...(body === undefined ? {} : { body }) })
}

// The routes of the emulator and the names its handlers look for, so that a new family is in from its first day.
function material(emulator: Emulator): Material {
  const { app } = assemble({
    options: {},
    clock: emulator.clock,
    switches: () => emulator.switches(),
    control: () => emulator,
  })
  const routes = app.routes.filter(({ path, method }) => !path.startsWith('/_emulator') && method !== 'ALL')
  const ids = ['contacts', 'companies', 'deals'].flatMap((type) =>
    emulator.account
      .records(type)
      .map(({ id }) => id)
      .slice(0, 3),
  )
  return {
    routes,
    fields: fieldNames(),
    known: [...ids, 'email', 'default', 'contractsent', '0', '1', '101838271', '2894417'],
  }
}

function fieldNames(): readonly string[] {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!test)\.ts$/.test(path),
  )
  const names = sources.flatMap((path) =>
    [...readFileSync(folder + path, 'utf8').matchAll(/\bfield\([^,]+, '(\w+)'\)/g)].map(([, name = '']) => name),
  )
  return [...new Set(names)]
}
