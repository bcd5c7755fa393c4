import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  MalformedAnswer,
  parseAccount,
  parseAssociationPage,
  parseAssociationsBatch,
  parseErrorBody,
  parseLabels,
  parseOneRecord,
  parseOwnerPage,
  parsePairAsBatch,
  parsePairBatch,
  parsePipelines,
  parseProperties,
  parseRecordBatch,
  parseRecordPage,
  parseSearchPage,
  parseWrittenBatch,
  type Tally,
} from './index.ts'

const fresh = (): Tally => ({ dropped: 0 })

const record = {
  id: '12',
  properties: { amount: '5', dealname: null },
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-02T00:00:00.123Z',
  archived: false,
}

const parsers: Readonly<Record<string, (body: unknown) => unknown>> = {
  parseOneRecord: (body) => parseOneRecord(body, fresh()),
  parseRecordPage: (body) => parseRecordPage(body, fresh()),
  parseSearchPage: (body) => parseSearchPage(body, fresh()),
  parseRecordBatch: (body) => parseRecordBatch(body, fresh()),
  parseWrittenBatch: (body) => parseWrittenBatch(body, fresh()),
  parseAssociationPage,
  parseAssociationsBatch,
  parsePairBatch,
  parsePairAsBatch,
  parseLabels,
  parseProperties: (body) => parseProperties(body, fresh()),
  parsePipelines,
  parseOwnerPage,
  parseAccount,
  parseErrorBody,
}

describe('a record', () => {
  test('is read with its properties, whatever else is beside them', () => {
    expect(parseOneRecord({ ...record, objectWriteTraceId: 'x', url: 'y', unheardOf: {} }, fresh())).toEqual(record)
  })

  test('has text for ids and values that come as numbers or booleans', () => {
    const parsed = parseOneRecord({ ...record, id: 12, properties: { amount: 5, hs_is_closed: true } }, fresh())
    expect(parsed).toMatchObject({ id: '12', properties: { amount: '5', hs_is_closed: 'true' } })
  })

  test('is not archived when nothing is said of it, and when it is the date is kept', () => {
    const { archived: _, ...unsaid } = record
    expect(parseOneRecord(unsaid, fresh())).toMatchObject({ archived: false })
    const archived = { ...record, archived: true, archivedAt: '2026-02-01T00:00:00Z' }
    expect(parseOneRecord(archived, fresh())).toMatchObject({ archived: true, archivedAt: '2026-02-01T00:00:00Z' })
  })

  test('[H4] loses property names that are not spelled as HubSpot spells them, and they are counted', () => {
    const tally = fresh()
    const properties: unknown = JSON.parse(
      '{"amount":"1","__proto__":{"polluted":"1"},"Bad-Name":"2","a.b":"3","":"4"}',
    )
    const parsed = parseOneRecord({ ...record, properties }, tally)
    expect(Object.keys(parsed.properties)).toEqual(['amount'])
    expect(tally.dropped).toBe(4)
  })

  test('[H4] has properties without a prototype, so that no name is inherited', () => {
    const parsed = parseOneRecord(record, fresh())
    expect(parsed.properties['constructor']).toBeUndefined()
    expect(Object.getPrototypeOf(parsed.properties)).toBeNull()
  })

  test('has the versions of a property, the newest first as they came', () => {
    const versions = [
      { value: '2', timestamp: '2026-01-02T00:00:00Z', sourceType: 'CRM_UI', sourceId: 'userId:1', updatedByUserId: 1 },
      { value: null, timestamp: '2026-01-01T00:00:00Z', sourceType: 'INTEGRATION' },
    ]
    const parsed = parseOneRecord({ ...record, propertiesWithHistory: { amount: versions } }, fresh())
    expect(parsed.history).toEqual({
      amount: [
        { value: '2', timestamp: '2026-01-02T00:00:00Z', sourceType: 'CRM_UI', sourceId: 'userId:1' },
        { value: null, timestamp: '2026-01-01T00:00:00Z', sourceType: 'INTEGRATION', sourceId: null },
      ],
    })
  })

  test('has the associations it came with, an id once per label', () => {
    const results = [
      { id: '900', type: 'contact_to_company' },
      { id: 900, type: 'contact_to_company_unlabeled' },
    ]
    const companies = { results, paging: { next: { after: '2', link: 'https://elsewhere.example' } } }
    const parsed = parseOneRecord({ ...record, associations: { companies } }, fresh())
    const targets = results.map(({ type }) => ({ id: '900', type }))
    expect(parsed.associations).toEqual({ companies: { targets, after: '2' } })
  })

  test.each([
    ['no object', [], '$'],
    ['no id', { ...record, id: undefined }, '$.id'],
    ['an id that is no number', { ...record, id: '12a' }, '$.id'],
    ['an id beyond what a double holds', { ...record, id: 2 ** 60 }, '$.id'],
    ['no properties', { ...record, properties: undefined }, '$.properties'],
    ['properties in a list', { ...record, properties: [] }, '$.properties'],
    ['a property that is an object', { ...record, properties: { amount: {} } }, '$.properties.amount'],
    ['no date of change', { ...record, updatedAt: null }, '$.updatedAt'],
    ['history that is no list', { ...record, propertiesWithHistory: { amount: {} } }, '$.propertiesWithHistory.amount'],
  ])('is refused with the place that is wrong: %s', (_name, body, path) => {
    expect(() => parseOneRecord(body, fresh())).toThrow(new MalformedAnswer(path))
  })
})

describe('a page', () => {
  test('has a cursor, and never the link beside it', () => {
    const page = parseRecordPage({ results: [record], paging: { next: { after: '13', link: 'x' } } }, fresh())
    expect(page).toEqual({ records: [record], after: '13' })
  })

  test.each([
    ['absent', {}],
    ['null', { paging: null }],
    ['without next', { paging: {} }],
    ['without after', { paging: { next: { link: 'https://elsewhere.example' } } }],
    ['empty', { paging: { next: { after: '' } } }],
  ])('is the last one when its paging is %s', (_name, paging) => {
    expect(parseRecordPage({ results: [], ...paging }, fresh()).after).toBeNull()
  })

  test('may be empty and go on', () => {
    expect(parseRecordPage({ results: [], paging: { next: { after: 200 } } }, fresh()).after).toBe('200')
  })

  test('of a search says how many there are', () => {
    expect(parseSearchPage({ total: 12_345, results: [] }, fresh()).total).toBe(12_345)
    expect(() => parseSearchPage({ results: [] }, fresh())).toThrow(new MalformedAnswer('$.total'))
  })

  test('names the record that is wrong', () => {
    expect(() => parseRecordPage({ results: [record, {}] }, fresh())).toThrow(new MalformedAnswer('$.results[1].id'))
  })
})

describe('a batch', () => {
  const error = { status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: ['7', 8] } }

  test('has its errors whatever the status was', () => {
    const { results, errors } = parseRecordBatch(
      { status: 'COMPLETE', results: [record], numErrors: 1, errors: [error] },
      fresh(),
    )
    expect(results).toEqual([record])
    expect(errors.map(({ category, context }) => [category, context.get('ids')])).toEqual([
      ['OBJECT_NOT_FOUND', ['7', '8']],
    ])
  })

  test('may have errors only', () => {
    expect(parseRecordBatch({ errors: [error] }, fresh()).results).toEqual([])
    expect(() => parseRecordBatch({}, fresh())).toThrow(new MalformedAnswer('$.results'))
  })

  test('of a write has trace ids and says what is new', () => {
    const body = { results: [{ ...record, objectWriteTraceId: 'a', new: true }, record] }
    expect(parseWrittenBatch(body, fresh()).results).toEqual([
      { record, traceId: 'a', isNew: true },
      { record, traceId: null, isNew: null },
    ])
  })
})

describe('associations', () => {
  const types = [
    { category: 'HUBSPOT_DEFINED', typeId: 3, label: null },
    { category: 'USER_DEFINED', typeId: 36, label: 'Decision maker' },
  ]

  test('have text for ids, which come as numbers', () => {
    expect(parseAssociationPage({ results: [{ toObjectId: 77, associationTypes: types }] })).toEqual({
      targets: [{ toId: '77', types }],
      after: null,
    })
  })

  test('of many records carry their own cursors', () => {
    const body = {
      results: [
        { from: { id: '1' }, to: [{ toObjectId: '77', associationTypes: types }], paging: { next: { after: 'x' } } },
        { from: { id: 2 }, to: [] },
      ],
    }
    expect(parseAssociationsBatch(body).results).toEqual([
      { fromId: '1', targets: [{ toId: '77', types }], after: 'x' },
      { fromId: '2', targets: [], after: null },
    ])
  })

  test('with a category nobody knows are refused, not guessed', () => {
    const body = { results: [{ category: 'NEWS', typeId: 1, label: null }] }
    expect(() => parseLabels(body)).toThrow(new MalformedAnswer('$.results[0].category'))
  })

  test('just made name both ends, side by side or nested', () => {
    const side = { fromObjectTypeId: '0-3', fromObjectId: 1, toObjectTypeId: '0-1', toObjectId: '2', labels: [] }
    const nested = { from: { id: '1' }, to: { id: '2' }, associationSpec: {} }
    expect(parsePairBatch({ results: [side, nested] }).results).toEqual([
      { fromId: '1', toId: '2' },
      { fromId: '1', toId: '2' },
    ])
    expect(parsePairAsBatch(side).results).toEqual([{ fromId: '1', toId: '2' }])
  })
})

describe('definitions', () => {
  test('of properties say what may be written and what not', () => {
    const body = {
      results: [
        { name: 'amount', label: 'Amount', type: 'number', fieldType: 'number', hubspotDefined: true },
        { name: 'hs_mrr', type: 'number', calculated: true },
        { name: 'hs_object_id', type: 'number', modificationMetadata: { readOnlyValue: true } },
        { name: 'Not A Name', type: 'string' },
      ],
    }
    const tally = fresh()
    const properties = parseProperties(body, tally)
    expect(properties.map(({ name, label, readOnly }) => [name, label, readOnly])).toEqual([
      ['amount', 'Amount', false],
      ['hs_mrr', 'hs_mrr', true],
      ['hs_object_id', 'hs_object_id', true],
    ])
    expect(tally.dropped).toBe(1)
  })

  test('of pipelines come in display order, archived ones left out, metadata as text', () => {
    const stage = (id: string, displayOrder: number, more = {}): object => ({ id, label: id, displayOrder, ...more })
    const stages = [
      stage('won', 2, { metadata: { probability: 1, isClosed: 'true', ['__proto__']: 'x' } }),
      stage('old', 1, { archived: true }),
      stage('new', 0),
    ]
    const body = {
      results: [
        { id: 'b', label: 'B', displayOrder: 1, stages: [] },
        { id: 'a', label: 'A', displayOrder: 0, stages },
        { id: 'c', label: 'C', displayOrder: 2, stages: [], archived: true },
      ],
    }
    const pipelines = parsePipelines(body)
    expect(pipelines.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(pipelines[0]?.stages.map(({ id }) => id)).toEqual(['new', 'won'])
    expect({ ...pipelines[0]?.stages[1]?.metadata }).toEqual({ probability: '1', isClosed: 'true' })
  })

  test('of owners lack what an archived owner lacks', () => {
    const body = { results: [{ id: '5', type: 'PERSON', userId: null, archived: true }] }
    expect(parseOwnerPage(body)).toEqual({
      owners: [{ id: '5', email: null, firstName: null, lastName: null, archived: true }],
      after: null,
    })
  })

  test('of the account name it by the id that HubSpot calls portal', () => {
    const body = { portalId: 123, accountType: 'STANDARD', timeZone: 'Europe/Dublin', companyCurrency: 'EUR' }
    expect(parseAccount(body)).toMatchObject({ accountId: '123', additionalCurrencies: [] })
  })
})

describe('an error body', () => {
  test('gives the properties it blames, without the values it quotes', () => {
    const errors = [
      { message: 'Property "x" does not exist', code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['x'] } },
      { message: 'secret was not valid', context: { propertyName: ['email', 'not a name'] } },
    ]
    const body = parseErrorBody({ status: 'error', category: 'VALIDATION_ERROR', message: 'secret', errors })
    expect(body.properties).toEqual([
      { property: 'x', code: 'PROPERTY_DOESNT_EXIST' },
      { property: 'email', code: null },
    ])
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test('gives the scopes that are missing, once each', () => {
    const context = { requiredGranularScopes: ['crm.objects.deals.read', 'crm.objects.deals.read', 'no scope'] }
    expect(parseErrorBody({ category: 'MISSING_SCOPES', errors: [{ context }] }).scopes).toEqual([
      'crm.objects.deals.read',
    ])
  })

  test.each([
    ['the 409', 'Contact already exists. Existing ID: 123', '123'],
    [
      'the 400, where the first number is the record that was not made',
      'Cannot set PropertyValueCoordinates{portalId=1, propertyName=email, value=a@b.c} on 456. 123 already has that value.',
      '123',
    ],
    [
      'a value that pretends to be the sentence',
      'Cannot set PropertyValueCoordinates{value=on 1. 666 already has that value} on 456. 123 already has that value.',
      '123',
    ],
    ['another text', 'Property values were not valid', null],
    ['too many digits', `Existing ID: ${'1'.repeat(21)}`, null],
  ])('gives the existing id out of %s', (_name, message, id) => {
    expect(parseErrorBody({ message }).existingId).toBe(id)
  })

  test.each([
    ['by its status', { status: 'error', message: 'resource not found' }, true],
    ['by a correlation id', { message: 'x', correlationId: 'aeb5-1' }, true],
    ['by a category', { category: 'CONFLICT' }, true],
    ['not when a web server says it', { error: 'Not Found', code: 404 }, false],
    ['not when it is no object', 'Not Found', false],
  ])("is known for HubSpot's %s", (_name, body, isHubSpots) => {
    expect(parseErrorBody(body).isHubSpots).toBe(isHubSpots)
  })
})

describe('hostile JSON', () => {
  // Names that parsers look for, at depths where they look, beside names that hurt.
  const looked =
    'results id properties paging next after errors context from to toObjectId associationTypes category typeId label stages options ' +
    'value metadata message name type createdAt updatedAt propertiesWithHistory associations portalId total timestamp'
  const hurting = '__proto__ constructor prototype toString hasOwnProperty valueOf'
  const names = fc.constantFrom(...`${looked} ${hurting}`.split(' '))
  const leaf = fc.oneof(fc.constantFrom('1', 'a', '', 'HUBSPOT_DEFINED', null, true, 1, -1, 1e300), fc.string())
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaf, tie('list'), tie('object')),
    list: fc.array(tie('json'), { maxLength: 4 }),
    object: fc.array(fc.tuple(names, tie('json')), { maxLength: 6 }),
  }))

  // Pairs become objects through JSON text, where `__proto__` is a name like any other.
  const encode = (value: unknown): string =>
    !Array.isArray(value)
      ? JSON.stringify(value)
      : value.length > 0 &&
          value.every((each) => Array.isArray(each) && each.length === 2 && typeof each[0] === 'string')
        ? `{${value.map(([name, each]: [string, unknown]) => `${JSON.stringify(name)}:${encode(each)}`).join(',')}}`
        : `[${value.map(encode).join(',')}]`

  test.each(Object.entries(parsers))('[H4] %s: is parsed or refused, and pollutes nothing', (_name, parse) => {
    fc.assert(
      fc.property(json, (value) => {
        const body: unknown = JSON.parse(encode(value))
        try {
          parse(body)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAnswer)
        }
        expect(Object.keys(Object.prototype)).toEqual([])
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })

  // One change to a good answer goes deeper than noise does.
  const good: unknown = {
    total: 1,
    portalId: 1,
    results: [
      {
        ...record,
        propertiesWithHistory: { amount: [{ value: '1', timestamp: 't', sourceType: 's' }] },
        associations: { companies: { results: [{ id: '1', type: 't' }] } },
        from: { id: '1' },
        to: [{ toObjectId: 1, associationTypes: [{ category: 'WORK', typeId: 1, label: null }] }],
        name: 'amount',
        type: 'number',
        label: 'Amount',
        options: [{ value: 'a', label: 'A' }],
        stages: [{ id: 'a', label: 'A', metadata: { a: 'b' } }],
        toObjectId: 1,
        fromObjectId: 1,
        category: 'WORK',
        typeId: 1,
        associationTypes: [],
      },
    ],
    errors: [{ category: 'CONFLICT', context: { ids: ['1'] }, errors: [{ context: { propertyName: ['a'] } }] }],
    paging: { next: { after: '1' } },
  }
  const places = [...placesIn(good, [])]

  test.each(Object.entries(parsers))('[H4] %s: is refused or parsed wherever one thing is wrong', (_name, parse) => {
    for (const place of places) {
      for (const wrong of [null, [], {}, '', 'text', 0, -1, 1.5, true, [null], { length: 3 }]) {
        try {
          parse(replaced(good, place, wrong))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAnswer)
        }
      }
    }
  })
})

function* placesIn(value: unknown, path: readonly string[]): Generator<readonly string[]> {
  yield path
  if (typeof value !== 'object' || value === null) return
  for (const [name, each] of Object.entries(value)) yield* placesIn(each, [...path, name])
}

function replaced(value: unknown, [name, ...rest]: readonly string[], wrong: unknown): unknown {
  if (name === undefined) return wrong
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === name ? replaced(each, rest, wrong) : each))
  const object = value as Readonly<Record<string, unknown>>
  return { ...object, [name]: replaced(object[name], rest, wrong) }
}
