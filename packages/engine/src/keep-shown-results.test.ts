import { expect, test } from 'vitest'
import { keepShownResults } from './keep-shown-results.ts'
import type { ShownResult } from './planner/index.ts'
import { systemTimers } from './ports/index.ts'
import { mostShown } from './store/index.ts'

test('[ST10] of many queries shown, those mounted last are written, and only what looks different since', async () => {
  const shown = new Map<string, ShownResult>()
  const written: string[][] = []
  const keep = async (): Promise<void> => results.close()
  const results = keepShownResults({
    planner: { shownResults: () => shown },
    cache: { keepShown: async (queries) => void written.push([...queries.keys()]) },
    timers: systemTimers,
    clock: { now: () => 1 },
    report(error) {
      throw error
    },
  })
  const names = Array.from({ length: mostShown + 2 }, (_, at) => `query ${at}`)
  for (const name of names) shown.set(name, result(1))
  await keep()
  shown.set('query 0', result(2))
  shown.set('query 5', result(2))
  await keep()
  await keep()
  expect(written).toEqual([names.slice(2), ['query 5']])
})

function result(revision: number): ShownResult {
  const status = { completeness: 'complete', asOf: 1, why: [], total: 0, pending: 0, source: 'cache' } as const
  return { revision, snapshot: () => ({ rows: [], status }), records: () => [] }
}
