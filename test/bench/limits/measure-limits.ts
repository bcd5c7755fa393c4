import { rowsBetween } from '../data/dataset.ts'
import { median } from '../page/statistics.ts'
import type { Limits, LimitsRequest } from './limits.worker.ts'

/** What the machine can do at best; the page's side of it included. */
export interface AllLimits extends Limits {
  /** Milliseconds for nothing to a worker and back. */
  readonly roundTripMs: number
  /** Milliseconds for 50 rows as text from a worker, read in the page. */
  readonly rowsTripMs: number
}

const runs = 101

/** Measures the limits at that size, in a worker and across its border. */
export async function measureLimits(contacts: number): Promise<AllLimits> {
  const worker = new Worker(new URL('./limits.worker.ts', import.meta.url), { type: 'module' })
  const ask = async <T>(request: LimitsRequest): Promise<T> => {
    const answered = new Promise<T>((resolve) => {
      worker.addEventListener('message', ({ data }: MessageEvent<T>) => resolve(data), { once: true })
    })
    worker.postMessage(request)
    return answered
  }

  async function trip(rows: readonly string[]): Promise<number> {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      const begun = performance.now()
      const answered = await ask<readonly string[]>({ kind: 'echo', rows })
      for (const row of answered) JSON.parse(row)
      times.push(performance.now() - begun)
    }
    return median(times)
  }

  const limits = await ask<Limits>({ kind: 'measure', contacts })
  const rows = rowsBetween('contacts', 0, 50, contacts).map((row) => JSON.stringify(Object.values(row)))
  const all = { ...limits, roundTripMs: await trip([]), rowsTripMs: await trip(rows) }
  worker.terminate()
  return all
}

/** Opens the database that {@link measureLimits} left in this profile and reads one value: what a restart costs at least. Milliseconds. */
export async function openAndGet(): Promise<number> {
  const begun = performance.now()
  const request = indexedDB.open('limits')
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')))
  })
  await new Promise((resolve) => {
    database.transaction('pages').objectStore('pages').get(0).addEventListener('success', resolve)
  })
  return performance.now() - begun
}
