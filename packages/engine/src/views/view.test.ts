import { defineSchema, type LocalKey } from '@holdfast/crm'
import { everyRecord, type Predicate, type Query } from '@holdfast/query'
import { describe, expect, test, vi } from 'vitest'
import type { RowText } from '../protocol.ts'
import { layPending } from '../../test/index.ts'
import { createReplica, type Replica } from '../replica/index.ts'
import { emptyEntry, packValues, type CacheEntry } from '../store/index.ts'
import type { View } from './view.ts'
import { createViews } from './views.ts'

const schema = defineSchema({
  p_people: {
    properties: {
      name: { type: 'string' },
      score: { type: 'number' },
      stage: { type: 'enumeration', options: ['a', 'b'] },
      tags: { type: 'enumeration', options: ['x', 'y'], multiple: true },
    },
    associations: { p_firms: { labels: ['primary'] }, p_people: { labels: ['friend'] } },
  },
  p_firms: { properties: { name: { type: 'string' } }, associations: { p_people: { labels: ['primary'] } } },
  p_things: { properties: { name: { type: 'string' } }, associations: {} },
})

describe('[VI3] a transaction', () => {
  const everyone: Query = {
    objectType: 'p_people',
    where: null,
    search: null,
    select: ['name'],
    orderBy: [],
    after: null,
    offset: 0,
    limit: 2,
    include: [],
  }
  const withFirms: Query = {
    ...everyone,
    include: [{ objectType: 'p_firms', label: null, first: false, query: { ...everyone, objectType: 'p_firms' } }],
  }

  test('is given out at once, however much it changed, and only once', () => {
    const { replica, view } = viewOf(everyone)
    view.take()
    replica.applyEntry(people(['1', 'Ann'], ['2', 'Bob'], ['3', 'Cy']))
    const change = view.take()
    expect(change?.order).toEqual(['1', '2'])
    expect(change?.rows.map(nameIn)).toEqual(['Ann', 'Bob'])
    expect(view.take()).toBeNull()
  })

  test('that changes a row in place gives out that row and no order', () => {
    const { replica, view } = viewOf(everyone, people(['1', 'Ann'], ['2', 'Bob']))
    view.take()
    replica.applyEntry(people(['2', 'Bea']))
    const change = view.take()
    expect(change?.order).toBeNull()
    expect(change?.rows.map(nameIn)).toEqual(['Bea'])
  })

  test('that changes what is not shown gives out nothing', () => {
    const { replica, view } = viewOf(everyone, people(['1', 'Ann'], ['2', 'Bob'], ['3', 'Cy']))
    view.take()
    replica.applyEntry(people(['3', 'Cleo']))
    expect(view.take()).toBeNull()
  })

  test('refills a window that ran short, from records that were beyond it', () => {
    const { replica, view } = viewOf(everyone, people(['1', 'Ann'], ['2', 'Bob'], ['3', 'Cy']))
    view.take()
    replica.applyEntry({
      ...emptyEntry,
      departures: [{ objectType: 'p_people', id: '1', outcome: 'archived', into: null, readAt: 1e9 }],
    })
    const change = view.take()
    expect(change?.order).toEqual(['2', '3'])
    expect(change?.rows.map(nameIn)).toEqual(['Cy'])
  })

  test('about an object type that the query does not touch reads nothing', () => {
    const { replica, view, reads } = viewOf(withFirms, people(['1', 'Ann'], ['2', 'Bob']))
    view.take()
    reads.mockClear()
    replica.applyEntry({
      ...emptyEntry,
      records: [{ objectType: 'p_things', records: [['7', 9, 9, packValues(['x'])]] }],
    })
    expect(view.take()).toBeNull()
    expect(reads).not.toHaveBeenCalled()
  })

  test('about one record looks at that record and what is linked to it, not at the others', () => {
    const many = Array.from({ length: 500 }, (_, at) => [String(at + 1), 'Ann'] as const)
    const { replica, view, reads } = viewOf({ ...withFirms, limit: null }, people(...many))
    view.take()
    reads.mockClear()
    replica.applyEntry(people(['250', 'Bea']))
    expect(view.take()?.rows).toHaveLength(1)
    expect(reads.mock.calls.length).toBeLessThan(10)
  })
})

describe('[VI4] one change', () => {
  const eq = (property: string, value: string): Predicate => ({ kind: 'compare', property, operator: 'eq', value })
  const where = (at: number): Predicate =>
    at % 3 === 0
      ? eq('name', `Person ${at}`)
      : at % 3 === 1
        ? { kind: 'and', of: [{ kind: 'not', of: eq('stage', 'b') }, eq('hs_object_id', String(at))] }
        : { kind: 'between', property: 'score', from: String(at), to: String(at + 1) }

  test.each([10_000, 250_000])('is shown to the views that it may concern, of a thousand over %i records', (size) => {
    const replica = createReplica(schema)
    const record = (id: number, name: string) => [String(id), 1, 1, packValues([name, String(id), 'a', null])] as const
    const all = Array.from({ length: size }, (_, id) => record(id + 1, `Person ${id + 1}`))
    replica.applyEntry({ ...emptyEntry, records: [{ objectType: 'p_people', records: all }] })
    const views = createViews(replica)
    const opened = Array.from({ length: 1_000 }, (_, at) =>
      views.open({ ...everyRecord('p_people'), where: where(at + 1), limit: 50 }),
    )
    const follows = opened.map((view) => vi.spyOn(view, 'follow'))
    let concerned: ReadonlySet<View> = new Set()
    replica.onChange((change) => {
      concerned = views.apply(change)
    })
    replica.applyEntry(people(['300', 'Person 303']))
    // Those of its name before and after, of its id, and of its score before and (unset) after.
    expect([...concerned].map((view) => opened.indexOf(view) + 1).sort((a, b) => a - b)).toEqual([299, 300, 303])
    const rows = follows.flatMap(({ mock }) => mock.calls.map(([{ tested }]) => tested.size))
    expect(rows).toEqual([1, 1, 1])
  })

  test('is shown to nobody once all views are closed', () => {
    const replica = createReplica(schema)
    const views = createViews(replica)
    const withEverything: Query = {
      ...everyRecord('p_people'),
      where: { kind: 'hasAssociated', objectType: 'p_firms', where: eq('name', 'Acme'), label: null },
      include: [{ objectType: 'p_firms', label: null, first: false, query: everyRecord('p_firms') }],
    }
    const opened = [withEverything, { ...withEverything, where: null }].map((each) => views.open(each))
    let concerned: ReadonlySet<View> = new Set()
    replica.onChange((change) => {
      concerned = views.apply(change)
    })
    const link = { fromType: 'p_people', fromId: '1', toType: 'p_firms', toId: '11', labels: [null], readAt: 1 }
    replica.applyEntry({ ...people(['1', 'Ann']), links: [link] })
    for (const view of opened) view.take()
    const acme = (at: number): CacheEntry => ({
      ...emptyEntry,
      records: [{ objectType: 'p_firms', records: [['11', at, at, packValues(['Acme'])]] }],
    })
    replica.applyEntry(acme(1))
    expect(concerned.size).toBe(2)
    for (const view of opened) views.close(view)
    replica.applyEntry({ ...acme(2), ...people(['1', 'Bob']) })
    expect(concerned.size).toBe(0)
  })
})

// What random steps found, as small cases.
describe('[VI1] an alias that is learned', () => {
  const everyone: Query = {
    objectType: 'p_people',
    where: null,
    search: null,
    select: ['name'],
    orderBy: [],
    after: null,
    offset: 0,
    limit: null,
    include: [],
  }
  const alias = (from: string, id: string): CacheEntry => ({
    ...emptyEntry,
    aliases: [{ objectType: 'p_people', alias: from, id }],
  })

  test('for a record already shown under its new id leaves one row', () => {
    const { replica, view } = viewOf(everyone)
    const overlay = { created: true, archived: false, properties: { name: 'Ann' } }
    layPending(replica, { records: [{ objectType: 'p_people', key: 'local:a' as LocalKey, overlay }], links: [] })
    replica.applyEntry(people(['10', 'Ann']))
    replica.applyEntry(alias('local:a', '10'))
    replica.applyEntry(people(['10', 'Anna']))
    expect(view.window().map(({ key, id }) => [key, id])).toEqual([['local:a', '10']])
  })

  test('for the record a query asks associations with brings in those of the other id, though no link changed', () => {
    const where: Predicate = { kind: 'associated', objectType: 'p_people', id: '3', label: null }
    const { replica, view } = viewOf({ ...everyone, where }, people(['1', 'Ann'], ['2', 'Bob']))
    replica.applyEntry({
      ...emptyEntry,
      links: [{ fromType: 'p_people', fromId: '1', toType: 'p_people', toId: '2', labels: [null], readAt: 1 }],
    })
    expect(view.window()).toEqual([])
    replica.applyEntry(alias('3', '2'))
    expect(view.window().map(({ id }) => id)).toEqual(['1'])
  })
})

/** A view that applies every change; `reads` is called with every look into the replica. */
function viewOf(asked: Query, facts?: CacheEntry) {
  const replica = createReplica(schema)
  if (facts !== undefined) replica.applyEntry(facts)
  const reads = vi.fn<(...what: string[]) => void>()
  const spied: Replica = {
    ...replica,
    adjacency: {
      ...replica.adjacency,
      links(...ends) {
        reads('links', ...ends)
        return replica.adjacency.links(...ends)
      },
    },
    table(objectType) {
      const table = replica.table(objectType)
      return {
        ...table,
        get(key) {
          reads('get', objectType, key)
          return table.get(key)
        },
        versions() {
          reads('versions', objectType)
          return table.versions()
        },
      }
    },
  }
  const views = createViews(spied)
  const view = views.open(asked)
  replica.onChange((change) => views.apply(change))
  return { replica, view, reads }
}

let moment = 0

function people(...all: readonly (readonly [id: string, name: string])[]): CacheEntry {
  moment += 1_000
  const records = all.map(([id, name]) => [id, moment, moment, packValues([name, null, null, null])] as const)
  return { ...emptyEntry, records: [{ objectType: 'p_people', records }] }
}

function nameIn(text: RowText): unknown {
  return (JSON.parse(text) as [string, string, string[], number, unknown[]])[4][0]
}
