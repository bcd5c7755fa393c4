import { schemaFingerprint } from '@holdfast/crm'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { completeStatus, rowText, schema } from '../test/index.ts'
import { readStoredResults } from './stored-results.ts'

let factory: IDBFactory
const name = `holdfast:1:cache:6-${schemaFingerprint(schema)}`

beforeEach(() => {
  factory = new IDBFactory()
  vi.stubGlobal('indexedDB', factory)
})

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A cache as the worker leaves it. */
async function keep(pieces: Readonly<Record<string, unknown>>, table = 'shown'): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open(name, 10)
    request.onupgradeneeded = () => request.result.createObjectStore(table)
    request.onsuccess = () => resolve(request.result)
  })
  await new Promise<void>((resolve) => {
    const transaction = database.transaction(table, 'readwrite')
    for (const [key, piece] of Object.entries(pieces)) transaction.objectStore(table).put(piece, key)
    transaction.oncomplete = () => resolve()
  })
  database.close()
}

const snapshot = { rows: [rowText('1', ['Lift'])], status: completeStatus }

describe('[CL9] stored results', () => {
  test('are found by the key of their query', async () => {
    await keep({ q: { value: JSON.stringify(snapshot), at: 1 } })
    const stored = await readStoredResults('1', schema)
    expect(stored?.get('q')).toEqual(snapshot)
    expect(stored?.get('another')).toBeNull()
  })

  test('are none on a first visit, which leaves no database behind', async () => {
    expect(await readStoredResults('1', schema)).toBeNull()
    expect(await factory.databases()).toEqual([])
  })

  test.each<[string, () => unknown]>([
    ['where storage is missing', () => vi.stubGlobal('indexedDB', undefined)],
    [
      'where storage is refused',
      () =>
        vi.stubGlobal('indexedDB', {
          open() {
            throw new DOMException('No.', 'SecurityError')
          },
        }),
    ],
    ['in a database without the table', () => keep({ q: 1 }, 'other')],
    ['of another schema', () => keep({}).then(() => vi.stubGlobal('indexedDB', new IDBFactory()))],
    ['in an empty table', () => keep({})],
  ])('are none %s', async (_name, arrange) => {
    await arrange()
    expect(await readStoredResults('1', schema)).toBeNull()
  })

  test.each<[string, unknown]>([
    ['no object', 7],
    ['without a text', { at: 1 }],
    ['no JSON', { value: '{"rows":[' }],
    ['no snapshot', { value: '[]' }],
    ['with rows that are no texts', { value: JSON.stringify({ ...snapshot, rows: [1] }) }],
    ['with a moment that is none', { value: JSON.stringify({ ...snapshot, status: { asOf: 'now' } }) }],
  ])('are passed over when one is %s', async (_name, piece) => {
    await keep({ damaged: piece, q: { value: JSON.stringify(snapshot), at: 1 } })
    const stored = await readStoredResults('1', schema)
    expect(stored?.get('damaged')).toBeNull()
    expect(stored?.get('q')).toEqual(snapshot)
  })
})
