import { isHoldfastError } from '@holdfast/crm'
import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { systemTimers, type Disk } from '../ports/index.ts'
import { journalName, openJournal, type Journal, type JournalRow, type NewJournalRow } from './journal.ts'

describe('[ST1] append', () => {
  test('takes all rows or none', async () => {
    const journal = open(emptyDisk())
    await expect(journal.append([row('a'), { ...row('b'), body: () => 'no data' }, row('c')])).rejects.toThrow(
      'could not be cloned',
    )
    expect(await journal.rows()).toEqual([])
  })

  test('keeps the order given and numbers rows on', async () => {
    const disk = emptyDisk()
    await open(disk).append([row('b'), row('a')])
    await open(disk).append([row('c')])
    const rows = await open(disk).rows()
    expect(rows.map(({ key }) => key)).toEqual(['b', 'a', 'c'])
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test('keeps the first row of a key and answers it as it stands now', async () => {
    const journal = open(emptyDisk())
    const [first] = await journal.append([row('a', { body: 'first' })])
    const again = await journal.append([row('a', { body: 'second' }), row('b')])
    expect(again).toEqual([first, expect.objectContaining({ key: 'b', seq: 2 })])
  })

  test('leaves what it was given as it is, so that it can be given again', async () => {
    const given = row('a')
    await open(emptyDisk()).append([given])
    expect(given).toEqual(row('a'))
  })
})

describe('[ST2] a claim', () => {
  test.each([
    ['of the leading epoch in a right state', 'a', 2, ['queued'], true],
    ['of an older epoch', 'a', 1, ['queued'], 'epoch'],
    ['of an epoch that never was', 'a', 3, ['queued'], 'epoch'],
    ['in another state', 'a', 2, ['inflight', 'unknown'], 'state'],
    ['of a row that is not there', 'z', 2, ['queued'], 'state'],
  ])('%s: %s under %i from %j gives %s', async (_name, key, epoch, from, expected) => {
    const journal = open(emptyDisk())
    await journal.append([row('a')])
    await journal.takeLead('first tab')
    await journal.takeLead('second tab')
    const claim = await journal.claim(key, epoch, from, (present) => ({ ...present, state: 'inflight' }))
    expect(claim.claimed ? true : claim.why).toBe(expected)
    const [present] = await journal.rows()
    expect(present).toMatchObject(expected === true ? { state: 'inflight', epoch: 2 } : { state: 'queued', epoch: 0 })
  })

  test('is won by one of two tabs that race for it', async () => {
    const disk = emptyDisk()
    const tabs = [open(disk), open(disk)]
    await open(disk).append([row('a')])
    const epoch = await open(disk).takeLead('both believe to be it')
    const claims = await Promise.all(tabs.map((tab) => tab.claim('a', epoch, ['queued'], sent)))
    expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1)
  })

  test('of a former leader fails, even when it was asked for first', async () => {
    const disk = emptyDisk()
    const [zombie, leader] = [open(disk), open(disk)]
    await zombie.append([row('a')])
    const old = await zombie.takeLead('zombie')
    const taking = leader.takeLead('leader')
    const claim = await taking.then(() => zombie.claim('a', old, ['queued'], sent))
    expect(claim).toEqual({ claimed: false, why: 'epoch' })
    expect(await zombie.beat(old)).toBe(false)
    expect(await leader.leader()).toMatchObject({ owner: 'leader', epoch: old + 1 })
  })
})

describe('[ST3] an outcome', () => {
  test('is recorded with the aliases it proves', async () => {
    const journal = open(emptyDisk())
    const [present] = await journal.append([row('a')])
    const epoch = await journal.takeLead('tab')
    expect(await journal.settle(epoch, [{ ...rowOf(present), state: 'acked' }], [alias])).toBe(true)
    expect(await journal.rows()).toMatchObject([{ state: 'acked' }])
    expect([await journal.aliases(0), await journal.aliases(1)]).toEqual([[alias], null])
  })

  test('of a former leader is refused whole', async () => {
    const journal = open(emptyDisk())
    const [present] = await journal.append([row('a')])
    const epoch = await journal.takeLead('tab')
    await journal.takeLead('another tab')
    expect(await journal.settle(epoch, [{ ...rowOf(present), state: 'acked' }], [alias])).toBe(false)
    expect(await journal.rows()).toMatchObject([{ state: 'queued' }])
    expect(await journal.aliases(0)).toEqual([])
  })

  test('decided by a person needs no lead, and reaches all of its rows or none', async () => {
    const journal = open(emptyDisk())
    await journal.append([row('a'), row('b'), row('c')])
    const changed = await journal.change(
      ['a', 'b', 'z'],
      (present) => (present.key === 'b' ? null : { ...present, state: 'discarded' }),
      [alias],
    )
    expect(changed.map(({ key }) => key)).toEqual(['a'])
    expect((await journal.rows()).map(({ state }) => state)).toEqual(['discarded', 'queued', 'queued'])
    expect(await journal.aliases(0)).toEqual([alias])
    const failing = journal.change(['b', 'c'], (present) => {
      if (present.key === 'c') throw new TypeError('a bug of the caller')
      return { ...present, state: 'discarded' }
    })
    await expect(failing).rejects.toThrow(new TypeError('a bug of the caller'))
    expect((await journal.rows()).map(({ state }) => state)).toEqual(['discarded', 'queued', 'queued'])
  })
})

describe('[ST4] a journal of a later version', () => {
  test('opens, and what this version does not know survives every change', async () => {
    const disk = emptyDisk()
    const later = new Dexie(journalName('1'), { ...disk })
    later.version(3).stores({ intents: '++seq, &key, lane', aliases: '[objectType+alias]', meta: 'name', more: 'id' })
    await later.open()
    const body = { version: 9, wish: { deep: [1, 2] } }
    await later.table('intents').bulkAdd(['a', 'b', 'c'].map((key) => ({ ...row(key, { body }), lane: 'fast' })))
    await later.table('more').add({ id: 1, text: 'kept' })
    later.close()

    const journal = open(disk)
    const epoch = await journal.takeLead('tab')
    await journal.claim('a', epoch, ['queued'], ({ seq, key, body: same }) => ({
      seq,
      key,
      state: 'inflight',
      epoch,
      body: same,
    }))
    await journal.change(['b'], ({ seq, key, body: same }) => ({ seq, key, state: 'parked', epoch, body: same }))
    await journal.settle(epoch, [{ seq: 3, key: 'c', state: 'acked', epoch, body }], [])
    expect(await journal.rows()).toEqual([
      { seq: 1, key: 'a', state: 'inflight', epoch, lane: 'fast', body },
      { seq: 2, key: 'b', state: 'parked', epoch, lane: 'fast', body },
      { seq: 3, key: 'c', state: 'acked', epoch, lane: 'fast', body },
    ])
    journal.close()
    await later.open()
    expect(await later.table('more').toArray()).toEqual([{ id: 1, text: 'kept' }])
    later.close()
  })
})

describe('a journal', () => {
  test('remembers when it was made', async () => {
    const disk = emptyDisk()
    expect(await open(disk, 1_000).born()).toBe(1_000)
    expect(await open(disk, 2_000).born()).toBe(1_000)
  })

  test('counts the beats of the epoch that leads', async () => {
    const journal = open(emptyDisk())
    expect(await journal.leader()).toBeNull()
    const epoch = await journal.takeLead('tab')
    await journal.beat(epoch)
    await journal.beat(epoch)
    expect(await journal.leader()).toEqual({ epoch, owner: 'tab', heartbeat: 2 })
  })

  test('forgets the rows it is told to and no others', async () => {
    const journal = open(emptyDisk())
    await journal.append([row('a'), row('b'), row('c')])
    await journal.compact(['a', 'c', 'z'])
    expect((await journal.rows()).map(({ key }) => key)).toEqual(['b'])
  })

  test('belongs to one account', async () => {
    const disk = emptyDisk()
    await open(disk).append([row('a')])
    const other = openJournal({ account: '2', disk, timers: systemTimers, now: () => 0 })
    expect(await other.rows()).toEqual([])
  })

  test('is closed for good', async () => {
    const journal = open(emptyDisk())
    await journal.append([row('a')])
    journal.close()
    await expect(journal.rows()).rejects.toSatisfy((error) => isHoldfastError(error, 'engine/closed'))
  })
})

const alias = { objectType: 'deals', alias: 'local:a', id: '17' }

function emptyDisk(): Disk {
  return { indexedDB: new IDBFactory(), IDBKeyRange }
}

function open(disk: Disk, now = 0): Journal {
  return openJournal({ account: '1', disk, timers: systemTimers, now: () => now })
}

function row(key: string, parts: Partial<NewJournalRow> = {}): NewJournalRow {
  return { key, state: 'queued', epoch: 0, body: { wish: key }, ...parts }
}

function rowOf(present: JournalRow | undefined): JournalRow {
  if (present === undefined) throw new Error('There is no such row.')
  return present
}

function sent(present: JournalRow): JournalRow {
  return { ...present, state: 'inflight' }
}
