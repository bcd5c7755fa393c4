import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { frozen, quiet } from '../testing.ts'

// What may be written here may also be wrong in any way: whatever comes, it is answered, and never by a mistake of ours.

const seed = Number(process.env['SEED'] ?? 20261125)

const id = fc.constantFrom(
  '1',
  '2',
  'default',
  '75398231',
  'closedwon',
  '99999999706',
  '0',
  '-1',
  '__proto__',
  'constructor',
  '%00',
)
const type = fc.constantFrom('contacts', 'deals', '0-2', 'leads', 'tickets', 'products', 'constructor')
const verb = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE')

const path = fc.oneof(
  fc
    .tuple(type, id, fc.constantFrom('', '/audit', '/stages', '/stages/closedwon', '/stages/1', '/stages/1/audit'))
    .map(([of, pipeline, rest]) => `/crm/v3/pipelines/${of}/${pipeline}${rest}`),
  fc.tuple(type).map(([of]) => `/crm/pipelines/2026-09/${of}`),
  fc
    .tuple(type, type, fc.constantFrom('labels', 'labels/1', 'batch/create', 'batch/read', 'batch/archive'))
    .map((parts) => `/crm/v4/associations/${parts.join('/')}`),
  fc
    .tuple(type, type, fc.constantFrom('types', 'batch/create', 'batch/read', 'batch/archive'))
    .map((parts) => `/crm/v3/associations/${parts.join('/')}`),
  fc
    .tuple(type, id, type, id, id)
    .map(([from, a, to, b, kind]) => `/crm/v3/objects/${from}/${a}/associations/${to}/${b}/${kind}`),
  fc
    .tuple(type, type, fc.constantFrom('', '/batch/create', '/batch/update', '/batch/purge'))
    .map(([from, to, rest]) => `/crm/associations/2026-09/definitions/configurations/${from}/${to}${rest}`),
  id.map((user) => `/crm/v4/associations/usage/high-usage-report/${user}`),
  fc
    .tuple(
      id,
      fc.constantFrom(
        '',
        '/restore',
        '/update-list-name',
        '/update-list-filters',
        '/schedule-conversion',
        '/memberships',
        '/memberships/join-order',
        '/memberships/add',
        '/memberships/add-and-remove',
        '/memberships/add-from/1',
      ),
    )
    .map((parts) => `/crm/v3/lists/${parts.join('')}`),
  fc
    .constantFrom('', '/search', '/folders', '/folders/move-list', '/folders/1', '/folders/1/move/2', '/idmapping')
    .map((rest) => `/crm/lists/2026-09${rest}`),
  fc.tuple(id, fc.constantFrom('', '/cancel', '/errors')).map((parts) => `/crm/v3/imports/${parts.join('')}`),
)
const query = fc.constantFrom(
  '',
  '?limit=1',
  '?after=x',
  '?before=5-',
  '?limit=-1',
  '?listName=x',
  '?includeFilters=true',
  '?archived=maybe',
)

const fields =
  `inputs from to id type types associationCategory associationTypeId typeId category maxToObjectIds name label
  inverseLabel displayOrder stages metadata probability archived pipelineId stageId objectTypeId processingType filterBranch
  filterBranchType filterBranches filters filterType property operation operationType operator value values listId count newFolderId
  recordIdsToAdd recordIdsToRemove offset conversionType timeUnit constructor`.split(/\s+/)

const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1.5,
      1e21,
      '',
      'x',
      '1',
      'AND',
      'OR',
      'PROPERTY',
      'STRING',
      'IS_EQUAL_TO',
      'firstname',
      '0-1',
      'deals',
      'MANUAL',
      'DYNAMIC',
      'HUBSPOT_DEFINED',
      'USER_DEFINED',
      'contact_to_company',
      '__proto__',
    ),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.constantFrom(...fields), tie('value'), { maxKeys: 5 }),
}))

test('2,000 requests for definitions, lists and imports with anything in them are answered, none with a 500', async () => {
  const emulator = createEmulator({ clock: frozen, seed: 5, demo: { contacts: 20 }, switches: quiet })
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(verb, path, query, value, async (method, where, search, sent) => {
      const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }
      const body = method === 'GET' ? {} : { body: JSON.stringify(sent) }
      const response = await emulator.fetch(
        new Request(`http://emulator.test${where}${search}`, { method, headers, ...body }),
      )
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      if (response.status >= 500) expect(await response.text()).toBe('no 500')
    }),
    { seed, numRuns: 2_000 },
  )
  expect(statuses.get(400) ?? 0).toBeGreaterThan(200)
  expect(statuses.get(200) ?? 0).toBeGreaterThan(50)
})

test('500 forms with anything in them are answered, none with a 500, and neither is what they import', async () => {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 20, arbitrary }, { weight: 1, arbitrary: value })
  const column = fc
    .tuple(
      rarely(fc.constantFrom('0-1 firstname', 'contact email', 'deals dealname', 'deals closedate', 'company domain')),
      rarely(fc.constantFrom('a', 'b')),
      rarely(fc.constantFrom('STANDARD', 'STANDARD', 'HUBSPOT_OBJECT_ID', 'FLEXIBLE_ASSOCIATION_LABEL')),
    )
    .map(([target, columnName, columnType]) => {
      const [columnObjectTypeId, propertyName] = typeof target === 'string' ? target.split(' ') : [target, target]
      return { columnObjectTypeId, propertyName, columnName, columnType, toColumnObjectTypeId: 'companies' }
    })
  const page = fc.record({ hasHeader: fc.boolean(), columnMappings: fc.array(column, { minLength: 1, maxLength: 3 }) })
  const file = fc.record({ fileName: rarely(fc.constant('a.csv')), fileImportPage: rarely(page) })
  const request = fc.record({
    name: rarely(fc.constant('x')),
    files: rarely(fc.array(file, { minLength: 1, maxLength: 2 })),
  })
  const csv = fc.array(
    fc.array(fc.constantFrom('a', 'b', '1', '"', '""', 'é', '12/31/2026', '\r', '\0'), { maxLength: 3 }),
    { maxLength: 4 },
  )
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(request, csv, async (importRequest, lines) => {
      const form = new FormData()
      form.set('importRequest', JSON.stringify(importRequest))
      form.set('files', new File([`a,b\n${lines.map((cells) => cells.join(',')).join('\n')}`], 'a.csv'))
      const headers = { authorization: 'Bearer test' }
      const sent = new Request('http://emulator.test/crm/v3/imports/', { method: 'POST', headers, body: form })
      const { status } = await emulator.fetch(sent)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      expect(status).toBeLessThan(500)
      emulator.clock.advance(2_000)
    }),
    { seed, numRuns: 500 },
  )
  expect(statuses.get(200) ?? 0).toBeGreaterThan(100)
})
