import { checksum, type Answer } from '../data/answers.ts'
import { parametersOf, readNames, type ReadName, type ReadParameters } from '../data/reads.ts'
import type { Peer } from './peer.ts'
import { median } from './statistics.ts'

/** How long a read took, and what it answered. */
export interface ReadFigure {
  readonly read: ReadName
  readonly medianMs: number
  readonly rows: number
  /** Per run. */
  readonly checksums: readonly string[]
}

/** Runs before the ones that count, with parameters of their own: a cache of answers must not help. */
export const warmUps = 3

/** Measures every read the peer offers; each run asks for other rows. */
export async function measureReads(
  peer: Peer,
  contacts: number,
  runs: number,
): Promise<readonly (ReadFigure | { readonly read: ReadName; readonly error: string })[]> {
  const figures: (ReadFigure | { readonly read: ReadName; readonly error: string })[] = []
  for (const read of readNames) {
    if (peer.read[read] === undefined) continue
    try {
      figures.push(await measureRead(peer, read, contacts, runs))
    } catch (error) {
      figures.push({ read, error: String(error) })
    }
  }
  return figures
}

async function measureRead<R extends ReadName>(
  peer: Peer,
  read: R,
  contacts: number,
  runs: number,
): Promise<ReadFigure> {
  const ask = peer.read[read] as (parameters: ReadParameters[R]) => Promise<Answer> | Answer
  // A single get is too short for the clock of a page; so many in a row are one figure.
  const repeats = read === 'get' ? 20 : 1
  for (let run = 0; run < warmUps; run++) await ask(parametersOf(read, runs + run, contacts))
  const times: number[] = []
  const checksums: string[] = []
  let rows = 0
  for (let run = 0; run < runs; run++) {
    const asked = Array.from({ length: repeats }, (_, nth) => parametersOf(read, run + nth * runs, contacts))
    const answers: Answer[] = []
    const begun = performance.now()
    for (const parameters of asked) answers.push(await ask(parameters))
    times.push((performance.now() - begun) / repeats)
    const [first = 0] = answers
    checksums.push(checksum(read, first))
    rows = typeof first === 'number' ? 1 : first.length
  }
  return { read, medianMs: median(times), rows, checksums }
}
