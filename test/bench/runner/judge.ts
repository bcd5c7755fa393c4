import { answers, checksum, type Answer } from '../data/answers.ts'
import { makeDataset, type Dataset } from '../data/dataset.ts'
import { parametersOf, type ReadName, type ReadParameters } from '../data/reads.ts'
import { planWrites, type WriteRound } from '../data/writes.ts'
import type { Restarted } from '../page/main.ts'
import { median } from '../page/statistics.ts'
import type { ReadResult, RestartResult } from './figures.ts'
import type { BenchOptions } from './options.ts'

/** What all peers of one size are held to. */
export interface Reference {
  readonly contacts: number
  readonly data: Dataset
  readonly rounds: readonly WriteRound[]
}

/** Makes the data set and what must come of the writes. */
export function createReference(contacts: number, { mounts, writes, scenarios }: BenchOptions): Reference {
  const data = makeDataset(contacts)
  return { contacts, data, rounds: scenarios.has('live') ? planWrites(data.contacts, mounts, writes) : [] }
}

/** Reads with whether they answered right; what did not is told to `complain`. */
export function judgeReads(
  measured: Awaited<ReturnType<Window['bench']['reads']>>,
  reference: Reference,
  complain: (complaint: string) => void,
): Partial<Record<ReadName, ReadResult>> {
  const results: Partial<Record<ReadName, ReadResult>> = {}
  for (const each of measured) {
    if ('error' in each) {
      complain(`${each.read}: ${each.error}`)
      continue
    }
    const { read, medianMs, rows, checksums } = each
    const wrong = checksums.findIndex((text, run) => text !== expected(read, run, reference))
    results[read] = { medianMs, rows, isRight: wrong < 0 }
    if (wrong >= 0)
      complain(`${read}: run ${wrong} answered ${checksums[wrong]}, right is ${expected(read, wrong, reference)}`)
  }
  return results
}

/** The medians of several restarts; right only if all of them showed the right rows, first and in the end. */
export function judgeRestarts(all: readonly Restarted[], reference: Reference): RestartResult {
  const wanted = expected('list', 0, reference)
  return {
    firstRowsMs: median(all.map(({ firstRowsMs }) => firstRowsMs)),
    listMs: median(all.map(({ listMs }) => listMs)),
    isRight: all.every((each) => each.checksum === wanted && each.firstRowsChecksum === wanted),
  }
}

function expected<R extends ReadName>(read: R, run: number, { data, contacts }: Reference): string {
  const answer = answers[read] as (all: Dataset, parameters: ReadParameters[R]) => Answer
  return checksum(read, answer(data, parametersOf(read, run, contacts)))
}
