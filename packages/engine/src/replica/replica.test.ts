import { defineSchema, isHoldfastError, type LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyEntry,
  packValues,
  type AssociationList,
  type CacheEntry,
  type Departure,
  type StoredLink,
  type StoredRecord,
} from '../store/index.ts'
import type { LinkEnd } from './adjacency.ts'
import { layPending, type AllPending } from '../../test/index.ts'
import { createReplica, type Replica } from './replica.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_123), numRuns: 500 }

const schema = defineSchema({
  p_people: {
    properties: { name: { type: 'string' }, score: { type: 'number' } },
    associations: { p_firms: { labels: ['primary'] } },
  },
  p_firms: { properties: { name: { type: 'string' } }, associations: { p_people: { labels: [] } } },
})

const second = 1_000
const people = ['1', '2', '3', '4', 'local:a'] as const
const firms = ['11', '12', '13'] as const
const everybody = [
  ...people.map((id) => ['p_people', id, 'p_firms'] as const),
  ...firms.map((id) => ['p_firms', id, 'p_people'] as const),
]

// Facts that can be true together: what a person's record says depends on its modification time alone, and no two readings of lists begin at the
// same moment.
const moment = fc.integer({ min: 0, max: 20 }).map((seconds) => seconds * second)
const person = fc.constantFrom(...people.slice(0, 4))
const firm = fc.constantFrom(...firms)

const recordFact: fc.Arbitrary<CacheEntry> = fc
  .tuple(person, moment, moment)
  .map(([id, updatedAt, readAt]) =>
    entry({ records: [{ objectType: 'p_people', records: [record(id, updatedAt, readAt)] }] }),
  )
const departureFact = fc
  .tuple(person, moment)
  .map(([id, readAt]) => entry({ departures: [departure('p_people', id, readAt)] }))
const listFact = fc
  .tuple(
    fc.boolean(),
    person,
    firm,
    fc.subarray([...firms]),
    fc.subarray(people.slice(0, 4)),
    fc.integer({ max: 1e6, min: 0 }),
  )
  .map(([isOfPerson, fromPerson, fromFirm, toFirms, toPeople, readAt]) =>
    entry({
      associations: isOfPerson
        ? [list('p_people', fromPerson, 'p_firms', readAt, toFirms)]
        : [list('p_firms', fromFirm, 'p_people', readAt, toPeople)],
    }),
  )
const linkFact = fc
  .tuple(person, firm, fc.boolean(), fc.integer({ max: 1e6, min: 0 }))
  .map(([from, to, isThere, readAt]) => entry({ links: [link(from, to, isThere ? labelsAt(readAt) : null, readAt)] }))
const aliasFacts = fc
  .subarray([
    ['local:a', '1'],
    ['2', '3'],
    ['3', '4'],
  ] as const)
  .map((aliases) => aliases.map(([alias, id]) => entry({ aliases: [{ objectType: 'p_people', alias, id }] })))

const facts: fc.Arbitrary<CacheEntry[]> = fc
  .tuple(
    fc.array(fc.oneof(recordFact, departureFact), { maxLength: 12 }),
    fc.uniqueArray(fc.oneof(listFact, linkFact), {
      maxLength: 8,
      selector: ({ associations, links }) => associations[0]?.readAt ?? links[0]?.readAt,
    }),
    aliasFacts,
  )
  .map((all) => all.flat())

const overlays: fc.Arbitrary<AllPending> = fc.record({
  records: fc.uniqueArray(
    fc.record({
      objectType: fc.constant('p_people'),
      key: fc.constantFrom(...people).map((id) => id as LocalKey),
      overlay: fc.record({
        created: fc.boolean(),
        archived: fc.boolean(),
        properties: fc.dictionary(fc.constantFrom('name', 'score', 'unknown'), fc.constantFrom('', 'mine', '7')),
      }),
    }),
    { selector: ({ key }) => key, maxLength: 4 },
  ),
  links: fc.array(
    fc.record({
      fromType: fc.constant('p_people'),
      from: fc.constantFrom(...people).map((id) => id as LocalKey),
      toType: fc.constant('p_firms'),
      to: firm.map((id) => id as LocalKey),
      change: fc.constantFrom('add' as const, 'remove' as const),
      label: fc.constantFrom(null, 'primary'),
    }),
    { maxLength: 4 },
  ),
})

const nothing: AllPending = { records: [], links: [] }

test('[RE1] the same facts in any order, and however often, give the same replica', () => {
  const twoOrders = facts.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.constantFrom(...all, emptyEntry), { maxLength: 5 }),
    ),
  )
  fc.assert(
    fc.property(twoOrders, ([all, shuffled, repeated]) => {
      expect(visible(replicaOf([...shuffled, ...repeated]))).toEqual(visible(replicaOf(all)))
    }),
    parameters,
  )
})

describe('[RE2] what is older', () => {
  const shown = (...entries: CacheEntry[]): string | null =>
    replicaOf(entries)
      .table('p_people')
      .get('1' as LocalKey)
      ?.read('score') ?? null
  const read = (updatedAt: number, readAt: number): CacheEntry =>
    entry({ records: [{ objectType: 'p_people', records: [record('1', updatedAt, readAt)] }] })
  const gone = (readAt: number): CacheEntry => entry({ departures: [departure('p_people', '1', readAt)] })

  test.each<[string, CacheEntry[], string | null]>([
    ['never lowers a newer state', [read(9_000, 9_000), read(3_000, 10_000)], '9000'],
    ['never revives what was seen to be gone later', [gone(9_000), read(3_000, 8_000)], null],
    ['never removes what was seen later', [read(3_000, 9_000), gone(8_000)], '3000'],
    ['is not what was read after a departure: the record is back', [gone(8_000), read(3_000, 9_000)], '3000'],
    [
      'is not what was changed well after a departure, however old the reading',
      [gone(8_000), read(14_000, 0)],
      '14000',
    ],
    [
      'is what was changed just before a departure, even if the clocks disagree a little',
      [gone(8_000), read(9_500, 0)],
      null,
    ],
    ['is an answer to a write, for a later reading of the same state', [read(9_000, 0), read(9_000, 5_000)], '9000'],
  ])('%s', (_name, entries, score) => {
    expect(shown(...entries)).toBe(score)
    expect(shown(...entries.toReversed())).toBe(score)
  })
})

describe('[RE3] two ids of one record are one row under one key', () => {
  const base = entry({ records: [{ objectType: 'p_people', records: [record('1', 5_000, 5_000)] }] })
  const linked = entry({ associations: [list('p_people', '1', 'p_firms', 5_000, ['11'])] })
  const alias = entry({ aliases: [{ objectType: 'p_people', alias: 'local:a', id: '1' }] })

  test.each([
    ['learned before the record is read', [alias, base, linked]],
    ['learned after the record was read', [base, linked, alias]],
  ])('%s', (_name, entries) => {
    const replica = replicaOf(entries)
    expect([...replica.table('p_people').versions()].map(({ key, id }) => [key, id])).toEqual([['local:a', '1']])
    expect(replica.identities.keyOf('p_people', '1')).toBe('local:a')
    expect(replica.adjacency.links('p_people', 'local:a' as LocalKey, 'p_firms')).toHaveLength(1)
    expect(replica.adjacency.links('p_firms', '11' as LocalKey, 'p_people').map(({ to }) => to)).toEqual(['local:a'])
  })

  test('also when a record made here was later merged into another that is already shown', () => {
    const replica = replicaOf([
      base,
      entry({ records: [{ objectType: 'p_people', records: [record('2', 6_000, 6_000)] }] }),
      alias,
      entry({ aliases: [{ objectType: 'p_people', alias: '1', id: '2' }] }),
    ])
    expect([...replica.table('p_people').versions()].map(({ key, id }) => [key, id])).toEqual([['local:a', '2']])
    expect(
      replica
        .table('p_people')
        .get('local:a' as LocalKey)
        ?.read('score'),
    ).toBe('6000')
  })

  test('and that a former id is gone does not take the record away', () => {
    const merged = entry({ aliases: [{ objectType: 'p_people', alias: '2', id: '1' }] })
    const former = entry({ departures: [departure('p_people', '2', 9_000)] })
    expect(
      replicaOf([base, merged, former])
        .table('p_people')
        .stored('1' as LocalKey),
    ).not.toBeNull()
    expect(
      replicaOf([base, former, merged])
        .table('p_people')
        .stored('1' as LocalKey),
    ).not.toBeNull()
  })

  test('a pending write is dropped from a record that became part of another meanwhile', () => {
    const replica = replicaOf([base])
    const pending = { created: false, archived: false, properties: { name: 'mine' } }
    layPending(replica, { records: [{ objectType: 'p_people', key: '1' as LocalKey, overlay: pending }], links: [] })
    replica.applyAliases([{ objectType: 'p_people', alias: 'local:a', id: '1' }])
    layPending(replica, nothing)
    expect(
      replica
        .table('p_people')
        .get('local:a' as LocalKey)
        ?.read('name'),
    ).not.toBe('mine')
  })
})

test('[RE4] a link is seen from both of its ends or from none', () => {
  fc.assert(
    fc.property(facts, overlays, (all, overlay) => {
      const replica = replicaOf(all)
      layPending(replica, byKey(replica, overlay))
      for (const [type, id, toType] of everybody) {
        const key = replica.identities.keyOf(type, id)
        for (const { to, pending } of replica.adjacency.links(type, key, toType)) {
          const back = replica.adjacency.links(toType, to, type)
          expect(back.filter((other) => other.to === key)).toMatchObject([{ pending }])
        }
      }
    }),
    parameters,
  )
})

describe('[RE4] labels', () => {
  const key = '1' as LocalKey
  const labelsOf = (replica: Replica): (string | null)[][] =>
    replica.adjacency.links('p_people', key, 'p_firms').map(({ labels }) => [...labels])
  const add = { fromType: 'p_people', from: key, toType: 'p_firms', to: '11' as LocalKey, change: 'add' } as const
  const remove = { ...add, change: 'remove' } as const

  test.each<[string, AllPending['links'], (string | null)[][]]>([
    ['a pending label joins those that are there', [{ ...add, label: 'b' }], [[null, 'a', 'b']]],
    ['a pending removal of a label leaves the link', [{ ...remove, label: 'a' }], [[null]]],
    ['a pending removal of the link takes it all', [{ ...remove, label: null }], []],
    [
      'writes act in the order of making',
      [
        { ...remove, label: null },
        { ...add, label: 'b' },
      ],
      [[null, 'b']],
    ],
    [
      'removing a label of a link that is not there makes none',
      [{ ...remove, to: '12' as LocalKey, label: 'a' }],
      [[null, 'a']],
    ],
  ])('%s', (_name, links, expected) => {
    const replica = replicaOf([entry({ links: [link('1', '11', [null, 'a'], 1)] })])
    layPending(replica, { records: [], links })
    expect(labelsOf(replica)).toEqual(expected)
  })

  test('are those of the own list, even when the other end was read later', () => {
    const replica = replicaOf([
      entry({
        associations: [
          { fromType: 'p_people', fromId: '1', toType: 'p_firms', readAt: 1, links: [['11', [null, 'employer']]] },
        ],
      }),
      entry({
        associations: [
          { fromType: 'p_firms', fromId: '11', toType: 'p_people', readAt: 2, links: [['1', [null, 'employee']]] },
        ],
      }),
    ])
    expect(labelsOf(replica)).toEqual([[null, 'employer']])
  })
})

test('[RE5] taking pending writes away again leaves no trace of them', () => {
  fc.assert(
    fc.property(facts, facts, overlays, overlays, (before, meanwhile, first, next) => {
      const replica = replicaOf(before)
      layPending(replica, byKey(replica, first))
      for (const fact of meanwhile) replica.applyEntry(fact)
      layPending(replica, byKey(replica, next))
      layPending(replica, nothing)
      expect(visible(replica)).toEqual(visible(replicaOf([...before, ...meanwhile])))
    }),
    parameters,
  )
})

test('[RE6] a change set names every record and every end of a link that looks different, and listeners get it', () => {
  const steps = fc.array(fc.oneof(facts, overlays), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(steps, (all) => {
      const replica = createReplica(schema)
      let records: string[] = []
      let ends: string[] = []
      replica.onChange((change) => {
        records = [...change.records].flatMap(([type, changed]) => [...changed.keys()].map((key) => `${type} ${key}`))
        ends = change.links.map(nameOf)
      })
      for (const step of all) {
        const before = visible(replica)
        records = []
        ends = []
        if (Array.isArray(step)) replica.applyEntry(merged(step))
        else layPending(replica, byKey(replica, step))
        const after = visible(replica)
        expect(records).toEqual(expect.arrayContaining(differing(before.records, after.records)))
        expect(ends).toEqual(expect.arrayContaining(differing(before.links, after.links)))
      }
    }),
    { ...parameters, numRuns: 300 },
  )
})

test('[RE9] however many records leave, the values of a hundred of them are kept', () => {
  const replica = createReplica(schema)
  const heldAfter = (count: number): number => {
    for (let id = 1; id <= count; id++) {
      const nth = `${count}${String(id).padStart(5, '0')}`
      const text = packValues(['x'.repeat(1_000), null])
      replica.applyEntry(entry({ records: [{ objectType: 'p_people', records: [[nth, 1, 1, text]] }] }))
      replica.applyEntry(entry({ departures: [departure('p_people', nth, 20_000)] }))
    }
    return (replica.memory().tables.get('p_people')?.records ?? 0) / 1_000
  }
  expect(heldAfter(100)).toBeGreaterThan(100)
  expect(heldAfter(300)).toBeLessThan(200)
})

test('[RE7] a replica made of another one’s entries looks the same', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 1, max: 3 }), (all, rows) => {
      const replica = replicaOf(all)
      const entries = replica.entries(rows)
      expect(visible(replicaOf(entries))).toEqual(visible(replica))
      expect(
        Math.max(...entries.flatMap(({ records }) => records.map((page) => page.records.length)), 0),
      ).toBeLessThanOrEqual(rows)
    }),
    parameters,
  )
})

describe('a replica', () => {
  test('knows of a record that it is gone, was made here or was read, and of no other', () => {
    const replica = replicaOf([entry({ departures: [departure('p_people', '1', 5)] })])
    const overlay = { created: false, archived: false, properties: { name: 'mine' } }
    layPending(replica, {
      records: [
        { objectType: 'p_people', key: '2' as LocalKey, overlay },
        { objectType: 'p_people', key: 'local:a' as LocalKey, overlay: { ...overlay, created: true } },
      ],
      links: [],
    })
    const table = replica.table('p_people')
    expect(['1', '2', '3', 'local:a'].map((key) => table.isKnown(key as LocalKey))).toEqual([true, false, false, true])
  })

  test('shows what a pending write makes of a record, and says which properties it touched', () => {
    const replica = replicaOf([
      entry({ records: [{ objectType: 'p_people', records: [['1', 5, 5, packValues(['Ann', '3'])]] }] }),
    ])
    const overlay = { created: false, archived: false, properties: { score: '', unknown: 'x' } }
    layPending(replica, { records: [{ objectType: 'p_people', key: '1' as LocalKey, overlay }], links: [] })
    const version = replica.table('p_people').get('1' as LocalKey)
    expect([version?.read('name'), version?.read('score'), version?.pending]).toEqual(['Ann', null, ['score']])
    expect(replica.table('p_people').base('1' as LocalKey, 'score')).toBe('3')
  })

  test('has no table for an object type outside its schema, and passes over facts about one', () => {
    const replica = replicaOf([
      entry({
        records: [{ objectType: 'p_unknown', records: [['1', 5, 5, packValues([])]] }],
        departures: [departure('p_unknown', '1', 5)],
        aliases: [{ objectType: 'p_unknown', alias: 'local:a', id: '1' }],
      }),
    ])
    expect(replica.has('p_unknown')).toBe(false)
    expect(() => replica.table('p_unknown')).toThrow(
      expect.toSatisfy((error) => isHoldfastError(error, 'engine/invariant')),
    )
  })

  test('says what its records, each column and its associations take', () => {
    const replica = replicaOf([entry({ records: [{ objectType: 'p_people', records: [record('1', 5, 5)] }] })])
    const before = replica.memory()
    replica.table('p_people').promote(['score'])
    replica.applyEntry(entry({ associations: [list('p_people', '1', 'p_firms', 5, ['11', '12'])] }))
    const after = replica.memory()
    expect([...(after.tables.get('p_people')?.columns.keys() ?? [])]).toEqual(['score'])
    expect(after.tables.get('p_people')?.columns.get('score')).toBeGreaterThan(0)
    expect(after.tables.get('p_people')?.rows).toBe(1)
    expect(after.associations).toBeGreaterThan(before.associations)
  })

  test('takes no pack once something was taken, be it a pending write that arrived first', () => {
    const pack = replicaOf(
      ['1', '2'].map((id) => entry({ records: [{ objectType: 'p_people', records: [record(id, 5, 5)] }] })),
    ).pack()
    expect(createReplica(schema).restore(pack)).toBe(true)
    const late = createReplica(schema)
    const overlay = { created: false, archived: false, properties: { name: 'mine' } }
    layPending(late, { records: [{ objectType: 'p_people', key: '2' as LocalKey, overlay }], links: [] })
    expect(late.restore(pack)).toBe(false)
    expect([...late.table('p_people').versions()]).toEqual([])
  })

  test('is silent when facts say nothing new', () => {
    const fact = entry({ records: [{ objectType: 'p_people', records: [record('1', 5, 5)] }] })
    const replica = replicaOf([fact])
    expect(replica.applyEntry(fact)).toBeNull()
    expect(layPending(replica, nothing)).toBeNull()
  })
})

function replicaOf(entries: readonly CacheEntry[]): Replica {
  const replica = createReplica(schema)
  for (const each of entries) replica.applyEntry(each)
  return replica
}

/** The overlay as the outbox makes it: by the keys that records have now, one entry a record. */
function byKey({ identities }: Replica, { records, links }: AllPending): AllPending {
  const byName = new Map(
    records.map((pending) => {
      const key = identities.keyOf(pending.objectType, pending.key)
      return [key, { ...pending, key }]
    }),
  )
  return {
    records: [...byName.values()],
    links: links.map((pending) => ({ ...pending, from: identities.keyOf(pending.fromType, pending.from) })),
  }
}

function entry(parts: Partial<CacheEntry>): CacheEntry {
  return { ...emptyEntry, ...parts }
}

function merged(entries: readonly CacheEntry[]): CacheEntry {
  return {
    ...emptyEntry,
    aliases: entries.flatMap((each) => each.aliases),
    records: entries.flatMap((each) => each.records),
    associations: entries.flatMap((each) => each.associations),
    links: entries.flatMap((each) => each.links),
    departures: entries.flatMap((each) => each.departures),
  }
}

function record(id: string, updatedAt: number, readAt: number): StoredRecord {
  return [id, updatedAt, readAt, packValues(['Ann', String(updatedAt)])]
}

function departure(objectType: string, id: string, readAt: number): Departure {
  return { objectType, id, outcome: 'archived', into: null, readAt }
}

function list(
  fromType: string,
  fromId: string,
  toType: string,
  readAt: number,
  to: readonly string[],
): AssociationList {
  return { fromType, fromId, toType, readAt, links: to.map((id) => [id, labelsAt(readAt)] as const) }
}

function link(fromId: string, toId: string, labels: StoredLink['labels'], readAt: number): StoredLink {
  return { fromType: 'p_people', fromId, toType: 'p_firms', toId, labels, readAt }
}

function labelsAt(readAt: number): (string | null)[] {
  return readAt % 2 === 0 ? [null] : [null, 'primary']
}

/** Everything one can see of a replica. */
function visible(replica: Replica): { records: Record<string, unknown>; links: Record<string, unknown>; ids: unknown } {
  const records: Record<string, unknown> = {}
  for (const version of replica.table('p_people').versions())
    records[`p_people ${version.key}`] = [version.id, version.values, version.pending]
  const links: Record<string, unknown> = {}
  for (const [type, id, toType] of everybody) {
    const key = id as LocalKey
    const all = replica.adjacency.links(type, key, toType)
    if (all.length > 0)
      links[nameOf({ type, key, toType })] = all
        .map(({ to, labels, pending }) => [to, labels.map(String).toSorted(byText), pending] as const)
        .toSorted(([a], [b]) => byText(a, b))
  }
  const ids = people.map((id) => {
    const key = replica.identities.keyOf('p_people', id)
    const readAt = replica.adjacency.readAt('p_people', key, 'p_firms')
    return [id, key, replica.identities.idOf('p_people', key), replica.table('p_people').isKnown(key), readAt]
  })
  return { records, links, ids }
}

function differing(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
}

function nameOf({ type, key, toType }: LinkEnd): string {
  return `${type} ${key} ${toType}`
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
