import { describe, expect, test } from 'vitest'
import { createRoutes } from '../routes.ts'
import type { Requester } from '../request.ts'
import { failureInBatch, isApiError } from '../errors.ts'
import { rejectionOf } from '../rejection.fixture.ts'
import {
  createAssociationOperations,
  createBatchOperations,
  createDefinitionOperations,
  createObjectOperations,
  createSearch,
  type AssociationOperations,
  type BatchOperations,
  type DefinitionOperations,
  type ObjectOperations,
  type Search,
} from './index.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: unknown
  readonly body: unknown
}

interface Bench {
  readonly objects: ObjectOperations
  readonly batch: BatchOperations
  readonly search: Search
  readonly associations: AssociationOperations
  readonly definitions: DefinitionOperations
  readonly sent: readonly Sent[]
}

/** Operations whose requests are answered by `answer`, without network, budget or time. */
function createBench(answer: (sent: Sent, index: number) => unknown): Bench {
  const sent: Sent[] = []
  const request: Requester = async (call) => {
    const { method, path, query, body } = call
    const asked = { operation: call.operation, kind: call.kind, bucket: call.bucket ?? 'general' }
    const each = { method, path, query: compact(query), body }
    sent.push(each)
    return call.parse(answer(each, sent.length - 1), { dropped: 0 }, (error) =>
      failureInBatch(asked, 207, new Headers(), error),
    )
  }
  const routes = createRoutes('2026-09')
  return {
    objects: createObjectOperations(request, routes),
    batch: createBatchOperations(request, routes),
    search: createSearch(request, routes),
    associations: createAssociationOperations(request, routes),
    definitions: createDefinitionOperations(request, routes),
    sent,
  }
}

function compact(query: Readonly<Record<string, string | undefined>> | undefined): unknown {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== undefined))
}

function record(id: string, properties: Readonly<Record<string, string>> = {}): object {
  return { id, properties, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', archived: false }
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1))
const inputsOf = ({ body }: Sent): { id: string }[] => (body as { inputs: { id: string }[] }).inputs
const error = (category: string, context: object): object => ({ status: 'error', category, context })

describe('reading by id', () => {
  test('asks for each id once, 100 a request', async () => {
    const { batch, sent } = createBench((each) => ({ results: inputsOf(each).map(({ id }) => record(id)) }))
    const { records, missing } = await batch.read('deals', [...ids(250), ...ids(20)], { properties: ['amount'] })
    expect(sent.map((each) => inputsOf(each).length)).toEqual([100, 100, 50])
    expect(records).toHaveLength(250)
    expect(missing).toEqual([])
  })

  test('asks for 50 at once when it wants history', async () => {
    const { batch, sent } = createBench(() => ({ results: [] }))
    await batch.read('deals', ids(60), { propertiesWithHistory: ['amount'] })
    expect(sent.map((each) => inputsOf(each).length)).toEqual([50, 10])
  })

  test('asks for nothing when there is nothing to ask', async () => {
    const { batch, associations, sent } = createBench(() => ({ results: [] }))
    expect(await batch.read('deals', [])).toEqual({ records: [], missing: [], merged: [] })
    expect(await associations.batchRead('deals', 'contacts', [])).toEqual([])
    await batch.archive('deals', [])
    expect(sent).toEqual([])
  })

  test('names what is missing, whether HubSpot says so or says nothing', async () => {
    const { batch } = createBench(() => ({
      results: [record('3')],
      numErrors: 1,
      errors: [error('OBJECT_NOT_FOUND', { ids: ['1'] })],
    }))
    expect((await batch.read('deals', ['1', '2', '3'])).missing).toEqual(['1', '2'])
  })

  test('[H9] rejects when a record is left out for another reason, so that it does not look as if it were gone', async () => {
    const { batch, associations } = createBench(() => ({
      results: [],
      errors: [error('MISSING_SCOPES', { ids: ['1'] })],
    }))
    expect(await rejectionOf(batch.read('deals', ['1']))).toMatchObject({ code: 'api/forbidden' })
    expect(await rejectionOf(associations.batchRead('deals', 'contacts', ['1']))).toMatchObject({
      code: 'api/forbidden',
    })
  })

  test('ends the other requests when one fails', async () => {
    const signals: (AbortSignal | undefined)[] = []
    const request: Requester = async (_call, options) => {
      signals.push(options?.signal)
      if (signals.length === 2) throw new Error('failed')
      return await new Promise(() => undefined)
    }
    const batch = createBatchOperations(request, createRoutes('2026-09'))
    expect(String(await rejectionOf(batch.read('deals', ids(250))))).toContain('failed')
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true, true])
  })

  test('shows the survivor of a merge in place of the id that was asked for', async () => {
    const { batch } = createBench(() => ({ results: [record('2'), record('9')] }))
    expect(await batch.read('deals', ['1', '2'])).toMatchObject({ missing: ['1'], merged: [{ from: '1', to: '9' }] })
  })

  test('guesses nothing when two ids are gone and two strangers came', async () => {
    const { batch } = createBench(() => ({ results: [record('8'), record('9')] }))
    expect(await batch.read('deals', ['1', '2'])).toMatchObject({ missing: ['1', '2'], merged: [] })
  })

  test('finds by unique values in any case', async () => {
    const { batch } = createBench(() => ({ results: [record('1', { email: 'ada@example.com' })] }))
    const { missing, merged } = await batch.read('contacts', ['Ada@Example.com', 'x@example.com'], {
      idProperty: 'email',
    })
    expect({ missing, merged }).toEqual({ missing: ['x@example.com'], merged: [] })
  })
})

describe('writing a batch', () => {
  const inputs = [
    { traceId: 'a', id: '1', properties: { amount: '1' } },
    { traceId: 'b', id: '2', properties: { amount: '2' } },
    { traceId: 'c', id: '3', properties: { amount: '3' } },
  ]

  test('tells outcomes by trace id, in whatever order they come', async () => {
    const { batch } = createBench(() => ({
      results: [
        { ...record('3'), objectWriteTraceId: 'c' },
        { ...record('1'), objectWriteTraceId: 'a' },
      ],
      errors: [error('VALIDATION_ERROR', { objectWriteTraceId: ['b'] })],
    }))
    const { written, refused } = await batch.update('deals', inputs)
    expect(written.map((each) => [each.traceId, each.record.id])).toEqual([
      ['c', '3'],
      ['a', '1'],
    ])
    expect(refused).toMatchObject([{ traceId: 'b', error: { code: 'api/refused' } }])
  })

  test('tells outcomes by id where no trace id comes back', async () => {
    const { batch } = createBench(() => ({
      results: [record('2')],
      errors: [error('OBJECT_NOT_FOUND', { ids: ['1'] })],
    }))
    const { written, refused } = await batch.update('deals', inputs)
    expect(written.map(({ traceId }) => traceId)).toEqual(['b'])
    expect(refused).toMatchObject([{ traceId: 'a', error: { code: 'api/gone' } }])
  })

  test('tells outcomes of upserts by the unique value, in any case', async () => {
    const { batch, sent } = createBench(() => ({
      results: [{ ...record('7', { email: 'ada@x.example' }), new: true }],
    }))
    const upserts = [
      { traceId: 'a', value: 'Bob@x.example', properties: {} },
      { traceId: 'b', value: 'Ada@x.example', properties: {} },
    ]
    const { written } = await batch.upsert('contacts', 'email', upserts)
    expect(written).toMatchObject([{ traceId: 'b', isNew: true }])
    expect(inputsOf(sent[0] ?? never())).toMatchObject([{ id: 'Bob@x.example', idProperty: 'email' }, {}])
  })

  test('[H10] leaves out what it cannot tell: an answer without trace ids says nothing of which of two creates it is', async () => {
    const { batch } = createBench(() => ({ results: [record('7')] }))
    const creates = [
      { traceId: 'a', properties: {} },
      { traceId: 'b', properties: {} },
    ]
    expect((await batch.create('deals', creates)).written.map(({ traceId }) => traceId)).toEqual([null])
    expect((await batch.create('deals', creates.slice(0, 1))).written.map(({ traceId }) => traceId)).toEqual(['a'])
  })

  test('[H10] leaves out what HubSpot leaves open: an error of a category nobody knows is no refusal', async () => {
    const { batch } = createBench(() => ({ results: [], errors: [error('NEWS', { objectWriteTraceId: ['a'] })] }))
    expect(await batch.update('deals', inputs)).toEqual({ written: [], refused: [] })
  })

  test('[H10] leaves out what could be either of two inputs, and calls nothing refused that was written', async () => {
    const { batch } = createBench(() => ({
      results: [record('1'), { ...record('2'), objectWriteTraceId: 'c' }],
      errors: [error('VALIDATION_ERROR', { objectWriteTraceId: ['c'] })],
    }))
    const twice = [
      { traceId: 'a', id: '1', properties: {} },
      { traceId: 'b', id: '1', properties: {} },
      { traceId: 'c', id: '2', properties: {} },
    ]
    expect(await batch.update('deals', twice)).toMatchObject({
      written: [{ traceId: null }, { traceId: 'c' }],
      refused: [],
    })
  })

  test('ignores trace ids that nobody gave', async () => {
    const { batch } = createBench(() => ({
      results: [{ ...record('99'), objectWriteTraceId: 'z' }],
      errors: [error('VALIDATION_ERROR', { objectWriteTraceId: ['y'] })],
    }))
    expect(await batch.update('deals', inputs)).toMatchObject({ written: [{ traceId: null }], refused: [] })
  })

  test('is one request: more than 100 inputs and doubled trace ids are refused before anything is sent', async () => {
    const { batch, sent } = createBench(() => ({ results: [] }))
    const many = ids(101).map((id) => ({ traceId: id, id, properties: {} }))
    expect(await rejectionOf(batch.update('deals', many))).toBeInstanceOf(TypeError)
    const [twice] = inputs
    expect(await rejectionOf(batch.update('deals', twice === undefined ? [] : [twice, twice]))).toBeInstanceOf(
      TypeError,
    )
    expect(sent).toEqual([])
  })

  test('carries associations with creates, as HubSpot spells them', async () => {
    const { batch, sent } = createBench(() => ({ results: [] }))
    const to = { to: '5', types: [{ category: 'HUBSPOT_DEFINED', typeId: 5 }] } as const
    await batch.create('deals', [{ traceId: 'a', properties: { dealname: 'x' }, associations: [to] }])
    expect(sent[0]?.body).toEqual({
      inputs: [
        {
          objectWriteTraceId: 'a',
          properties: { dealname: 'x' },
          associations: [
            { to: { id: '5' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }] },
          ],
        },
      ],
    })
  })
})

describe('single records', () => {
  test('are asked for with properties, history, associations and the state they are in', async () => {
    const { objects, sent } = createBench(() => record('1'))
    const shape = { properties: ['a', 'b'], propertiesWithHistory: ['c'], associations: ['contacts'], archived: true }
    await objects.get('deals', '1', shape)
    expect(sent[0]).toMatchObject({
      method: 'GET',
      path: '/crm/objects/2026-09/deals/1',
      query: { properties: 'a,b', propertiesWithHistory: 'c', associations: 'contacts', archived: 'true' },
    })
  })

  test('are found by a unique value', async () => {
    const { objects, sent } = createBench(() => record('1'))
    await objects.get('contacts', 'a/b@x.example', { idProperty: 'email' })
    expect(sent[0]).toMatchObject({
      path: '/crm/objects/2026-09/contacts/a%2Fb%40x.example',
      query: { idProperty: 'email' },
    })
  })

  test('answer under the id of their survivor once they are merged', async () => {
    const { objects } = createBench(() => record('9'))
    expect((await objects.get('deals', '1')).id).toBe('9')
  })

  test('are listed by 100 unless another size is asked for', async () => {
    const { objects, sent } = createBench(() => ({ results: [] }))
    await objects.list('deals')
    await objects.list('deals', { limit: 10, after: '55' })
    expect(sent.map(({ query }) => query)).toEqual([{ limit: '100' }, { limit: '10', after: '55' }])
  })
})

describe('a search', () => {
  test('goes out as it was given', async () => {
    const { search, sent } = createBench(() => ({ total: 0, results: [] }))
    const body = {
      filterGroups: [{ filters: [{ propertyName: 'amount', operator: 'GT', value: '1' }] }],
      limit: 200,
    } as const
    expect(await search('deals', body)).toEqual({ total: 0, records: [], after: null })
    expect(sent).toMatchObject([{ method: 'POST', path: '/crm/objects/2026-09/deals/search', body }])
  })
})

describe('associations', () => {
  const target = { toObjectId: 5, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }] }
  const types = [{ category: 'USER_DEFINED', typeId: 36 }] as const

  test('of one record are read to the last page', async () => {
    const { associations, sent } = createBench((_each, index) => ({
      results: [target],
      ...(index < 2 && { paging: { next: { after: String(index) } } }),
    }))
    expect(await associations.list('deals', '1', 'contacts')).toHaveLength(3)
    expect(sent.map(({ query }) => query)).toEqual([
      { limit: '500' },
      { limit: '500', after: '0' },
      { limit: '500', after: '1' },
    ])
  })

  test.each(['associations', 'owners'])('[H4] a cursor that comes twice ends the reading of %s', async (what) => {
    const { associations, definitions, sent } = createBench(() => ({ results: [], paging: { next: { after: 'x' } } }))
    const reading = what === 'owners' ? definitions.owners() : associations.list('deals', '1', 'contacts')
    expect(String(await rejectionOf(reading))).toContain('$.paging.next.after')
    expect(sent).toHaveLength(2)
  })

  test('of many records are read by 1,000, and the rest of a long list by itself', async () => {
    const { associations, sent } = createBench(({ method }) =>
      method === 'GET'
        ? { results: [target] }
        : { results: [{ from: { id: '1' }, to: [target], paging: { next: { after: 'x' } } }] },
    )
    const [list] = await associations.batchRead('deals', 'contacts', ids(1_500))
    expect(list).toMatchObject({ fromId: '1', targets: [{ toId: '5' }, { toId: '5' }] })
    const posted = sent.filter(({ method }) => method === 'POST')
    expect(posted.map((each) => inputsOf(each).length)).toEqual([1_000, 500])
    expect(sent.filter(({ method }) => method === 'GET').map(({ query }) => query)).toContainEqual({
      limit: '500',
      after: 'x',
    })
  })

  test('may be absent for a record that has none', async () => {
    const { associations } = createBench(() => ({
      results: [],
      errors: [{ ...error('OBJECT_NOT_FOUND', {}), subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND' }],
    }))
    expect(await associations.batchRead('deals', 'contacts', ['1'])).toEqual([])
  })

  test('[H10] an association is not called made when the answer holds an error', async () => {
    const { associations } = createBench(() => ({ results: [], errors: [error('VALIDATION_ERROR', {})] }))
    const put = await rejectionOf(associations.putDefault('deals', '1', 'contacts', '2'))
    const created = await rejectionOf(
      associations.batchCreate('deals', 'contacts', [{ fromId: '1', toId: '2', types }]),
    )
    expect([put, created].map((each) => isApiError(each) && each.code)).toEqual(['api/refused', 'api/refused'])
  })

  test('are made by 2,000 and removed by 100', async () => {
    const { associations, sent } = createBench(() => ({ results: [] }))
    const pairs = ids(2_100).map((id) => ({ fromId: id, toId: '1', types }))
    await associations.batchCreate('deals', 'contacts', pairs)
    await associations.batchArchive('deals', 'contacts', pairs.slice(0, 150))
    await associations.archiveLabels('deals', 'contacts', pairs.slice(0, 150))
    expect(sent.map((each) => [each.path.split('/batch/')[1], inputsOf(each).length])).toEqual([
      ['create', 2_000],
      ['create', 100],
      ['archive', 100],
      ['archive', 50],
      ['labels/archive', 100],
      ['labels/archive', 50],
    ])
  })

  test('with labels are put as the whole set', async () => {
    const { associations, sent } = createBench(() => ({ fromObjectId: 1, toObjectId: 2, labels: ['x'] }))
    await associations.putLabelled('deals', '1', 'contacts', '2', types)
    expect(sent).toMatchObject([
      {
        method: 'PUT',
        path: '/crm/objects/2026-09/deals/1/associations/contacts/2',
        body: [{ associationCategory: 'USER_DEFINED', associationTypeId: 36 }],
      },
    ])
  })
})

function never(): never {
  throw new Error('Nothing was sent.')
}
