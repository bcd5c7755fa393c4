import { defineSchema } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { countedDisk, openTab } from '../test/index.ts'
import { systemTimers } from './ports/index.ts'
import { emptyEntry, openCache, packValues, type CacheEntry } from './store/index.ts'

const schema = defineSchema({ p_people: { properties: { name: { type: 'string' } }, associations: {} } })

test('[SY9] a second tab reads everything once, and then what others add and nothing else, also when they fold it', async () => {
  const { disk, work } = countedDisk()
  const first = openTab({ schema, disk })
  let page = 0
  const add = async (): Promise<void> => void (await first.applier.apply(learned(page++)))
  for (let count = 0; count < 30; count++) await add()
  await first.applier.maintain()
  const written = work().written

  // It starts as on a real device: nothing is folded by it.
  const cache = openCache({ account: '1', fingerprint: 'a', disk, timers: systemTimers })
  const second = openTab({ schema, cache })
  const readBy = async (step: () => Promise<unknown>): Promise<number> => {
    const before = work().read
    await step()
    return work().read - before
  }
  const start = await readBy(async () => {
    await second.applier.load()
    await second.applier.filled()
  })
  expect(start).toBeLessThan(2 * written)
  const oneEntry = JSON.stringify(learned(page)).length
  const nothing = await readBy(() => second.applier.tail())
  await add()
  const one = await readBy(() => second.applier.tail())
  // Folded by the first tab after the second one has read it.
  await first.applier.maintain()
  const folded = await readBy(() => second.applier.tail())
  expect([nothing < 100, one < oneEntry + 100, folded < 100]).toEqual([true, true, true])
  expect(second.replica.table('p_people').shown.size).toBe(page * 20)
})

function learned(page: number): CacheEntry {
  const at = (page + 1) * 1_000
  const records = Array.from({ length: 20 }, (_, row) => {
    const nth = page * 20 + row + 1
    return [String(nth), at, at, packValues([`Person ${nth}`])] as const
  })
  return { ...emptyEntry, records: [{ objectType: 'p_people', records }] }
}
