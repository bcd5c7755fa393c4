import { schemaFingerprint } from '@holdfast/crm'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { completeStatus, rowText, schema } from '../test/index.ts'
import { readStored, type StoredResults } from './stored.ts'

let factory: IDBFactory
const name = `holdfast:1:cache:7-${schemaFingerprint(schema)}`

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
    request.onupgradeneeded = () => {
      for (const each of new Set([table, 'pack'])) request.result.createObjectStore(each)
    }
    request.onsuccess = () => resolve(request.result)
  })
  await new Promise<void>((resolve) => {
    const transaction = database.transaction(table, 'readwrite')
    for (const [key, piece] of Object.entries(pieces)) transaction.objectStore(table).put(piece, key)
    transaction.oncomplete = () => resolve()
  })
  database.close()
}

async function results(): Promise<StoredResults | null> {
  return readStored('1', schema).results
}

/** What the worker is told. */
async function packBrought(): Promise<unknown> {
  const { pack } = readStored('1', schema)
  return new Promise((resolve) => {
    pack.onmessage = ({ data }) => {
      pack.close()
      resolve(data)
    }
  })
}

const snapshot = { rows: [rowText('1', ['Lift'])], status: completeStatus }

describe('[CL9] stored results', () => {
  test('are found by the key of their query', async () => {
    await keep({ q: { value: JSON.stringify(snapshot), at: 1 } })
    const stored = await results()
    expect(stored?.get('q')).toEqual(snapshot)
    expect(stored?.get('another')).toBeNull()
  })

  test('are none on a first visit, which leaves no database behind', async () => {
    expect(await results()).toBeNull()
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
    expect(await results()).toBeNull()
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
    const stored = await results()
    expect(stored?.get('damaged')).toBeNull()
    expect(stored?.get('q')).toEqual(snapshot)
  })
})

describe('[CL16] the pack', () => {
  test('is brought to the worker as it lies there', async () => {
    await keep({ all: { value: new Blob(['packed']) } }, 'pack')
    expect(new TextDecoder().decode((await packBrought()) as ArrayBuffer)).toBe('packed')
  })

  test.each<[string, () => unknown]>([
    ['on a first visit', () => undefined],
    ['where storage is missing', () => vi.stubGlobal('indexedDB', undefined)],
    ['in an empty table', () => keep({}, 'pack')],
    ['that is no file', () => keep({ all: { value: 'packed' } }, 'pack')],
    ['that is nothing', () => keep({ all: null }, 'pack')],
  ])('is none %s, and the worker is told so', async (_name, arrange) => {
    await arrange()
    expect(await packBrought()).toBeNull()
  })
})
