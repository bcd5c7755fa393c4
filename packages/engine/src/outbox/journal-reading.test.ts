import { defineSchema } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { systemTimers } from '../ports/index.ts'
import { createReplica } from '../replica/index.ts'
import { openJournal } from '../store/index.ts'
import { createIntentList } from './intent-list.ts'
import { newIntentRow } from './intent.ts'
import { createJournalReading } from './journal-reading.ts'

const schema = defineSchema({ deals: {} })

describe('[OU9] what is read of the journal', () => {
  test('is nothing when nothing happened, what is new when something was added, and all when another tab changed something', async () => {
    const { journal, list, readOn, rowsRead } = start()
    await journal.append([row('a'), row('b')])
    await readOn()
    expect(rowsRead()).toBe(2)
    await readOn()
    expect(rowsRead()).toBe(0)
    await journal.append([row('c')])
    await readOn()
    expect([rowsRead(), list.all().map(({ key }) => key)]).toEqual([1, ['a', 'b', 'c']])
    const epoch = await journal.takeLead('another tab')
    await journal.claim('b', epoch, ['queued'], (before) => ({ ...before, state: 'inflight' }))
    await readOn()
    expect([rowsRead(), list.get('b')?.state]).toEqual([3, 'inflight'])
    await journal.change(['b'], (before) => ({ ...before, state: 'parked' }))
    await readOn()
    expect([rowsRead(), list.get('b')?.state]).toEqual([3, 'parked'])
    for (const settled of await journal.rows()) await journal.settle(epoch, [{ ...settled, state: 'acked' }], [])
    rowsRead()
    await readOn()
    expect([rowsRead(), list.openCount()]).toEqual([3, 0])
  })

  test('is all when it was found to be other than it was taken for', async () => {
    const { journal, reading, readOn, rowsRead } = start()
    await journal.append([row('a')])
    await readOn()
    rowsRead()
    reading.beginAnew()
    await readOn()
    expect(rowsRead()).toBe(1)
  })

  test('is not taken any more when what was read later was', async () => {
    const { journal, list, reading, readOn } = start()
    await journal.append([row('a')])
    const early = await reading.readOn()
    await journal.append([row('b')])
    await readOn()
    early.take()
    expect(list.all().map(({ key }) => key)).toEqual(['a', 'b'])
  })

  test('tells of every row that cannot be read, whenever it was read', async () => {
    const { journal, readOn } = start()
    await journal.append([{ ...row('a'), body: { version: 1 } }])
    expect(await readOn()).toBe(1)
    await journal.append([row('b'), { ...row('c'), body: null }])
    expect([await readOn(), await readOn()]).toEqual([2, 2])
  })
})

function start() {
  const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const journal = openJournal({ account: '1', disk, timers: systemTimers, now: () => 1 })
  const list = createIntentList(createReplica(schema))
  let count = 0
  const counted = {
    ...journal,
    async rows(after?: number) {
      const rows = await journal.rows(after)
      count += rows.length
      return rows
    },
  }
  const rowsRead = (): number => {
    const read = count
    count = 0
    return read
  }
  const reading = createJournalReading(counted, list)
  const readOn = async (): Promise<number> => (await reading.readOn()).take()
  return { journal, list, reading, readOn, rowsRead }
}

function row(key: string) {
  return newIntentRow({ kind: 'update', key, objectType: 'deals', id: '1', properties: { dealname: key }, base: {} }, 1)
}
