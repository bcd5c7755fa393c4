import { expect, test } from 'vitest'
import { ingest } from '../test/index.ts'

// A tenth of a real device's, so that forty thousand records are what four hundred thousand are there.
const pace = { longLog: 20, entriesAtOnce: 10, chunksAtOnce: 8, smallCache: 500 }

test('[ST12] a record is written twice and read four times at most, however large the load that it comes with', async () => {
  const [unfolded, ...larger] = await ingest([2_000, 5_000, 10_000, 20_000, 40_000], pace)
  const size = unfolded?.written ?? 0
  for (const { records, written, read, requests } of larger) {
    // As an entry, and in a chunk. It is read to be folded, and looked through whenever the chunks hold twice what they held before.
    expect([records, written < 2.1 * size, read < 4 * size, requests < 0.02]).toEqual([records, true, true, true])
  }
})
