import { defineSchema, type LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { openTab, type Tab } from '../../test/index.ts'
import type { Disk } from '../ports/index.ts'
import { createReplica, type Replica } from '../replica/index.ts'
import { emptyEntry, packValues, type CacheEntry } from '../store/index.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 40 }

const schema = defineSchema({
  p_people: { properties: { name: { type: 'string' } }, associations: { p_firms: { labels: [] } } },
  p_firms: { properties: { name: { type: 'string' } }, associations: { p_people: { labels: [] } } },
})
const people = ['1', '2', '3', '4'] as const
const firms = ['11', '12'] as const

const person = fc.constantFrom(...people)
const moment = fc.integer({ min: 0, max: 20 }).map((seconds) => seconds * 1_000)

// Everybody is modified every three seconds, and a reading brings what was true when it began, or later: a search counts as read when its index may have
// been made. Who left is not merged afterwards, as at HubSpot. No two lists are read at one moment.
const fact = fc.oneof(
  fc.tuple(person, moment, fc.integer({ min: 0, max: 6 })).map(([id, readAt, later]): Partial<CacheEntry> => {
    const updatedAt = Math.floor((readAt / 1_000 + later) / 3) * 3_000
    return {
      records: [{ objectType: 'p_people', records: [[id, updatedAt, readAt, packValues([`at ${updatedAt}`])]] }],
    }
  }),
  fc.tuple(fc.constantFrom('1', '4'), moment).map(([id, readAt]): Partial<CacheEntry> => ({
    departures: [{ objectType: 'p_people', id, outcome: 'archived', into: null, readAt }],
  })),
  fc
    .tuple(person, fc.subarray([...firms]), fc.integer({ min: 0, max: 1e6 }))
    .map(([fromId, to, readAt]): Partial<CacheEntry> => ({
      associations: [{ fromType: 'p_people', fromId, toType: 'p_firms', readAt, links: to.map((id) => [id, [null]]) }],
    })),
  fc
    .tuple(fc.constantFrom(...firms), fc.subarray([...people]), fc.integer({ min: 0, max: 1e6 }))
    .map(([fromId, to, readAt]): Partial<CacheEntry> => ({
      associations: [{ fromType: 'p_firms', fromId, toType: 'p_people', readAt, links: to.map((id) => [id, [null]]) }],
    })),
  fc
    .tuple(person, fc.constantFrom(...firms), fc.boolean(), fc.integer({ min: 0, max: 1e6 }))
    .map(([fromId, toId, isThere, readAt]): Partial<CacheEntry> => ({
      links: [
        { fromType: 'p_people', fromId, toType: 'p_firms', toId, labels: isThere ? [null, 'vip'] : null, readAt },
      ],
    })),
  fc.constantFrom(['3', '2'], ['local:a', '1']).map(([alias = '', id = '']): Partial<CacheEntry> => ({
    aliases: [{ objectType: 'p_people', alias, id }],
  })),
)

const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('learn'), fc.array(fact, { minLength: 1, maxLength: 4, size: 'max' })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('maintain')) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('pack')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('tail')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('restart')) },
)

test('[SY1] however often it is folded, cleaned, packed, tailed and opened again, a cache brings back everything that was learned', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), step), { minLength: 15, maxLength: 40, size: 'max' }),
      async (script) => {
        const disk: Disk = { indexedDB: new IDBFactory(), IDBKeyRange }
        const tabs = [open(disk), open(disk)]
        const told = createReplica(schema)
        let count = 0
        for (const [isSecond, [kind, learned]] of script) {
          const at = isSecond ? 1 : 0
          const tab = tabs[at] ?? open(disk)
          if (kind === 'learn') {
            for (const each of learned) {
              const entry = { ...emptyEntry, ...apart(each, ++count) }
              told.applyEntry(entry)
              await tab.applier.apply(entry)
            }
          } else if (kind === 'maintain') await tab.applier.maintain()
          else if (kind === 'pack') await keepStart(tab)
          else if (kind === 'tail') await tab.applier.tail()
          else {
            tab.cache.close()
            const next = open(disk)
            await next.applier.load()
            await next.applier.filled()
            tabs[at] = next
          }
        }
        const restarted = open(disk)
        await restarted.applier.load()
        await restarted.applier.filled()
        expect([visible(restarted.replica), restarted.troubles]).toEqual([visible(told), []])
        for (const tab of tabs) {
          await tab.applier.tail()
          expect([visible(tab.replica), tab.troubles]).toEqual([visible(told), []])
        }
      },
    ),
    parameters,
  )
})

// No two lists or links are learned at one moment: between such nothing decides.
function apart(fact: Partial<CacheEntry>, nth: number): Partial<CacheEntry> {
  const later = <T extends { readonly readAt: number }>(said: T): T => ({ ...said, readAt: said.readAt * 1_000 + nth })
  return {
    ...fact,
    ...(fact.associations === undefined ? {} : { associations: fact.associations.map(later) }),
    ...(fact.links === undefined ? {} : { links: fact.links.map(later) }),
  }
}

// What a start reads first.
async function keepStart({ applier, cache, replica }: Tab): Promise<void> {
  await applier.keepPack()
  await cache.keepShown(new Map([['query', { text: '', records: replica.stored(new Set(['p_people 1'])) }]]), 1)
}

// Everything is long and large here, so that every step has something to do.
function open(disk: Disk): Tab {
  const tab = openTab({ schema, disk })
  tab.replica.table('p_people').promote(['name'])
  return tab
}

function visible(replica: Replica): unknown {
  const records = [...replica.table('p_people').versions()].map(({ key, id, values }) => [key, id, values])
  const links = people.map((id) => {
    const key = replica.identities.keyOf('p_people', id)
    const seen = replica.adjacency.links('p_people', key, 'p_firms').map(({ to, labels }) => `${to} ${labels.join()}`)
    return [key, seen.toSorted()]
  })
  const backLinks = firms.map((id) =>
    replica.adjacency
      .links('p_firms', id as LocalKey, 'p_people')
      .map(({ to }) => to)
      .toSorted(),
  )
  const table = replica.table('p_people')
  const column = table.column('name')
  for (const row of table.shown.toArray())
    if (column?.kind === 'code') expect(column.dictionary[column.codes[row] ?? 0]).toBe(table.at(row)?.values[0])
  return { records: records.toSorted(([a], [b]) => String(a).localeCompare(String(b))), links, backLinks }
}
