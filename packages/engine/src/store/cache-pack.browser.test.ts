import { expect, test } from 'vitest'
import { systemTimers } from '../ports/index.ts'
import { openCache } from './cache.ts'
import { emptyEntry } from './cache-entry.ts'

test('[ST14] in this browser, too, a pack comes back as it was kept, though not every one stores files', async () => {
  const { indexedDB, IDBKeyRange } = globalThis
  const cache = openCache({ account: 'a', fingerprint: 'pack', disk: { indexedDB, IDBKeyRange }, timers: systemTimers })
  const content = { numbers: Float64Array.of(1, 2, 3) }
  await cache.keepPack({ position: { seq: 1, chunk: 0 }, statements: emptyEntry, content })
  expect((await cache.pack())?.content).toEqual(content)
  cache.close()
})
