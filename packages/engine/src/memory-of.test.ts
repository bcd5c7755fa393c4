import { defineSchema } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { memoryOf } from './memory-of.ts'
import { createReplica } from './replica/index.ts'
import { emptyEntry, packValues, type StoredRecord } from './store/index.ts'

test('the memory told is what records, columns and associations take, to a tenth of a megabyte', () => {
  const schema = defineSchema({
    p_people: { properties: { name: { type: 'string' } }, associations: { p_people: { labels: [] } } },
  })
  const replica = createReplica(schema)
  const ids = Array.from({ length: 20_000 }, (_, at) => String(at))
  const records = ids.map((id): StoredRecord => [id, 1, 1, packValues([`Person ${id}`.padEnd(100)])])
  replica.applyEntry({ ...emptyEntry, records: [{ objectType: 'p_people', records: records.slice(0, 10) }] })
  expect(memoryOf(replica)).toEqual({ records: 0, columns: 0, associations: 0 })
  replica.applyEntry({
    ...emptyEntry,
    records: [{ objectType: 'p_people', records }],
    associations: ids.slice(1).map((fromId) => ({
      fromType: 'p_people',
      fromId,
      toType: 'p_people',
      readAt: 1,
      links: [['0', [null]]],
    })),
  })
  const before = memoryOf(replica)
  replica.table('p_people').promote(['name'])
  const { records: recordBytes, columns, associations } = memoryOf(replica)
  // Texts of 102 characters, at least; a column of texts of 100; a link of 34 bytes.
  expect([recordBytes >= 2_000_000, recordBytes < 8_000_000]).toEqual([true, true])
  expect([before.columns, columns >= 2_000_000, columns < 4_000_000]).toEqual([0, true, true])
  expect([associations >= 600_000, associations < 3_000_000]).toEqual([true, true])
})
