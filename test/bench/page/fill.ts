import { makeDataset, rowsBetween, tableNames, tableSizes } from '../data/dataset.ts'
import { parametersOf, readNames } from '../data/reads.ts'
import type { AnyRead, Peer } from './peer.ts'

/** How fast rows went in. */
export interface Filled {
  readonly rows: number
  /** Until the last page was taken. */
  readonly takenMs: number
  /** Until everything would survive a crash. */
  readonly durableMs: number
}

const pageRows = 100

/** Reads everything in page by page. Making the rows is not counted. */
export async function fillInPages(peer: Peer, contacts: number): Promise<Filled> {
  if (peer.pull !== undefined) {
    const { ms, rows } = await peer.pull(contacts)
    return { rows, takenMs: ms, durableMs: ms }
  }
  if (peer.ingestPage === undefined) throw new Error('This peer takes no pages.')
  let [rows, takenMs] = [0, 0]
  for (const table of tableNames) {
    for (let from = 0; from < tableSizes(contacts)[table]; from += pageRows) {
      const page = { table, rows: rowsBetween(table, from, from + pageRows, contacts), cursor: String(from + pageRows) }
      const begun = performance.now()
      await peer.ingestPage(page)
      takenMs += performance.now() - begun
      rows += page.rows.length
    }
  }
  const begun = performance.now()
  await peer.save?.()
  return { rows, takenMs, durableMs: takenMs + performance.now() - begun }
}

/** Reads everything in with one call; null where pages are the only way. */
export async function fillAtOnce(peer: Peer, contacts: number): Promise<Filled | null> {
  if (peer.ingestAll === undefined) return null
  const data = makeDataset(contacts)
  const begun = performance.now()
  await peer.ingestAll(data)
  const takenMs = performance.now() - begun
  await peer.save?.()
  return {
    rows: tableNames.reduce((sum, table) => sum + data[table].length, 0),
    takenMs,
    durableMs: performance.now() - begun,
  }
}

/** Every read with the parameters of so many runs. */
export function allReads(contacts: number, runs: number): AnyRead[] {
  return readNames.flatMap((read) =>
    Array.from({ length: runs }, (_, run) => ({ read, parameters: parametersOf(read, run, contacts) }) as AnyRead),
  )
}
