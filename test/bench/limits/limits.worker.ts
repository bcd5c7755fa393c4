import { rowAt, rowsBetween } from '../data/dataset.ts'
import { listOf } from '../data/reads.ts'
import { words } from '../data/words.ts'
import { median } from '../page/statistics.ts'

/** What this machine can do at best, whatever is built on it. */
export interface Limits {
  readonly contacts: number
  /** Rows a second when a page of 100 is one value of IndexedDB, each in a transaction with its cursor. */
  readonly putPages: number
  /** Rows a second in values of 500, in one transaction. */
  readonly putChunks: number
  /** Milliseconds to read the same bytes back. */
  readonly readBackMs: number
  /** Milliseconds of a column scan with the 50 first of a filter. */
  readonly scanMs: number
}

/** A request of the page: measure, or answer at once. */
export type LimitsRequest =
  | { readonly kind: 'measure'; readonly contacts: number }
  | { readonly kind: 'echo'; readonly rows: readonly string[] }

const runs = 15

globalThis.addEventListener('message', ({ data }: MessageEvent<LimitsRequest>) => {
  if (data.kind === 'echo') globalThis.postMessage(data.rows)
  else void measure(data.contacts).then((limits) => globalThis.postMessage(limits))
})

async function measure(contacts: number): Promise<Limits> {
  const database = await open()
  const putPages = await put(database, 'pages', contacts, 100, 'each page')
  const putChunks = await put(database, 'chunks', contacts, 500, 'all together')
  const begun = performance.now()
  await answer(database.transaction('chunks').objectStore('chunks').getAll())
  const readBackMs = performance.now() - begun
  database.close()
  return { contacts, putPages, putChunks, readBackMs, scanMs: scan(contacts) }
}

// Encoding rows as text is part of the figure: nothing can be stored that was not encoded.
async function put(
  database: IDBDatabase,
  name: string,
  contacts: number,
  size: number,
  durable: 'each page' | 'all together',
): Promise<number> {
  const isEach = durable === 'each page'
  let spentMs = 0
  let transaction: IDBTransaction | null = null
  for (let from = 0; from < contacts; from += size) {
    const rows = rowsBetween('contacts', from, from + size, contacts).map((row) => Object.values(row))
    const begun = performance.now()
    const bytes = new TextEncoder().encode(JSON.stringify(rows))
    if (transaction === null || isEach)
      transaction = database.transaction([name, 'cursors'], 'readwrite', { durability: 'relaxed' })
    const written = transaction.objectStore(name).put(bytes, from)
    if (isEach) transaction.objectStore('cursors').put(from, name)
    await (isEach ? done(transaction) : answer(written))
    spentMs += performance.now() - begun
  }
  const begun = performance.now()
  if (transaction !== null && !isEach) await done(transaction)
  return (contacts / (spentMs + performance.now() - begun)) * 1_000
}

function scan(contacts: number): number {
  const owners = new Uint8Array(contacts)
  const stages = new Uint8Array(contacts)
  const modified = new Float64Array(contacts)
  for (let at = 0; at < contacts; at++) {
    const row = rowAt('contacts', at, contacts)
    owners[at] = words.owners.indexOf(row.hubspot_owner_id)
    stages[at] = words.lifecycleStages.indexOf(row.lifecyclestage)
    modified[at] = Date.parse(row.lastmodifieddate)
  }
  return median(
    Array.from({ length: runs }, (_, run) => {
      const list = listOf(run)
      const owner = words.owners.indexOf(list.owner)
      const mask = list.stages.reduce((bits, stage) => bits | (1 << words.lifecycleStages.indexOf(stage)), 0)
      const begun = performance.now()
      const found: number[] = []
      for (let at = 0; at < contacts; at++) if (owners[at] === owner && (mask >> (stages[at] ?? 0)) & 1) found.push(at)
      found.sort((a, b) => (modified[b] ?? 0) - (modified[a] ?? 0)).splice(50)
      return performance.now() - begun
    }),
  )
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('limits', 1)
  request.addEventListener('upgradeneeded', () => {
    for (const name of ['pages', 'chunks', 'cursors']) request.result.createObjectStore(name)
  })
  return answer(request)
}

async function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')))
  })
}

async function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB gave up.')))
  })
}
