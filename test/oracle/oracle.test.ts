import type { Property } from '@holdfast/crm'
import {
  cursorOf,
  runAggregate,
  type AggregateQuery,
  type Associations,
  type Query,
  type Switches,
} from '@holdfast/query'
import { expect, test } from 'vitest'
import { aggregateOf, referenceGroups, rounded, type ReferenceGroup } from './aggregates.ts'
import { createCovering, queryOf } from './cases.ts'
import { createColumns, idsByColumn, type ColumnTable } from './columns.ts'
import { createDice, type Dice } from './dice.ts'
import { searchAtOnce, searchEmulator } from './emulated.ts'
import { readAs, referenceCount, referenceIds, type ReferenceFacts, type ReferenceType } from './reference.ts'
import { checkRelations, checkSwitches, type Answers } from './relations.ts'
import { openWitness } from './sqlite.ts'
import { createWorld, objectTypes, type World, type WorldRecord, type WorldType } from './world.ts'

// Four witnesses that share nothing but the facts about HubSpot: a plain reference, closures over columns on the device, the emulator behind compiled plans,
// and SQLite. They must name the same records in the same order.

const seed = Number(process.env['SEED'] ?? 20_261_124)
const wantedCases = Number(process.env['ORACLE_CASES'] ?? 20_000)
const casesPerWorld = 250

test(
  `[P4] [Q6] [Q14] reference, device, emulator and SQLite find the same records in the same order (${wantedCases} cases of seed ${seed})`,
  { timeout: 7_200_000 },
  async () => {
    const dice = createDice(seed)
    const covering = createCovering()
    const counts = {
      cases: 0,
      selective: 0,
      related: 0,
      atOnce: 0,
      groups: 0,
      searches: 0,
      associationReads: 0,
      recordsRead: 0,
    }
    const turned = new Set<keyof Switches>()
    for (let number = 0; counts.cases < wantedCases; number++) {
      const world = createWorld(dice, number)
      const device = createDevice(dice, world)
      const witness = openWitness(world.tables)
      for (let count = 0; count < casesPerWorld && counts.cases < wantedCases; count++) {
        const factors = covering.next(dice, world)
        const query = queryOf(dice, world, factors)
        const table = world.tables[query.objectType as WorldType]
        const text = `case ${counts.cases} of seed ${seed}, world ${number}: ${JSON.stringify(query)}`
        const expected = referenceIds(query, table)
        expect(device.ids(query), `device, ${text}`).toEqual(expected)
        expect(witness.ids(query), `SQLite, ${text}`).toEqual(expected)
        const outcome = await searchEmulator(world, query, randomPages(dice))
        expect(
          outcome.rows.map(({ id }) => id),
          `emulator, ${text}`,
        ).toEqual(expected)
        const atOnce = counts.cases % 8 === 0 ? await searchAtOnce(world, query, randomPages(dice)) : null
        if (atOnce !== null) {
          expect(atOnce, `one request, ${text}`).toEqual(expected)
          counts.atOnce++
        }
        if (counts.cases % 4 === 0) {
          const aggregate = aggregateOf(dice, query, table.facts)
          const groups = referenceGroups(aggregate, table)
          const told = `${text} ${JSON.stringify(aggregate)}`
          expect(rounded(device.groups(aggregate)), `figures, ${told}`).toEqual(rounded(groups))
          const asSqlite = asNumbers(aggregate, groups, table.facts)
          expect(inOrder(witness.groups(aggregate)), `figures by SQLite, ${told}`).toEqual(inOrder(asSqlite))
          counts.groups += groups.length
        }
        counts.searches += outcome.searches
        counts.associationReads += outcome.associationReads
        counts.recordsRead += outcome.recordsRead
        if (counts.cases % 40 === 0) {
          const answers = answersOf(dice, world, query, device)
          await checkRelations(dice, query, expected, answers)
          for (const name of checkSwitches(query, world.switches, answers)) turned.add(name)
          counts.related++
        }
        covering.tried(factors)
        const matching = referenceCount(query, table)
        if (matching > 0 && matching < table.records.length) counts.selective++
        counts.cases++
      }
      witness.close()
    }
    const { met, possible } = covering.share()
    const { cases, selective, related, atOnce, groups, searches, associationReads, recordsRead } = counts
    console.log(
      `oracle: ${cases} cases of seed ${seed}, ${((100 * selective) / cases).toFixed(1)} % find some records and not all, ` +
        `3-way coverage ${met} of ${possible}, ${related} with relations, ${atOnce} also by one request, figures of ${groups} groups, ${searches} searches, ${associationReads} readings of associations, ${recordsRead} records read`,
    )
    expect(selective / cases).toBeGreaterThanOrEqual(0.6)
    expect(atOnce / cases).toBeGreaterThan(0.02)
    if (cases < 20_000) return
    expect(met).toBe(possible)
    expect(turned.size).toBe(4)
  },
)

/** Rows of each page, thrown anew: often several pages, sometimes one. */
function randomPages(dice: Dice): () => number {
  return () => 1 + dice.below(dice.pick([12, 60, 200, 200]))
}

// The form in which SQLite has groups and figures.
function asNumbers(
  { groupBy, measures }: AggregateQuery,
  groups: readonly ReferenceGroup[],
  { types }: ReferenceFacts,
): readonly ReferenceGroup[] {
  const value = (type: ReferenceType, shown: string | number | null): string | number | null =>
    typeof shown === 'string' ? readAs(type, shown) : shown
  return groups.map(({ group, figures }) => ({
    group: group.map((each, at) => value(types[groupBy[at] ?? ''] ?? 'string', each)),
    figures: figures.map((each, at) => value(types[measures[at]?.property ?? ''] ?? 'string', each)),
  }))
}

function inOrder(groups: readonly ReferenceGroup[]): readonly string[] {
  return rounded(groups)
    .map((group) => JSON.stringify(group))
    .sort()
}

interface Device {
  readonly ids: (query: Query, switches?: Switches) => readonly string[]
  readonly groups: (query: AggregateQuery) => readonly ReferenceGroup[]
}

function createDevice(dice: Dice, { schema, tables, switches }: World): Device {
  const columns = new Map<string, ColumnTable>()
  const records = new Map<string, WorldRecord>()
  for (const objectType of objectTypes) {
    const properties: Readonly<Record<string, Property>> = schema[objectType]?.properties ?? {}
    const all = tables[objectType].records
    columns.set(objectType, createColumns(dice, all, { ...properties, hs_object_id: { type: 'number' } }))
    for (const record of all) records.set(`${objectType} ${record.id}`, record)
  }
  const linksOf = (type: string, id: string): ReadonlySet<string> => records.get(`${type} ${id}`)?.links ?? new Set()
  const associations: Associations = {
    has: (from, id, to, other, label) => linksOf(from, id).has(`${to} ${other} ${label ?? ''}`),
    partners: (from, id, to, label) =>
      [...linksOf(from, id)].flatMap((link) => {
        const [type, other, of] = link.split(' ')
        const partner = type === to && of === (label ?? '') ? records.get(`${to} ${other}`) : undefined
        return partner ?? []
      }),
  }
  return {
    ids(query, turned = switches) {
      const table = columns.get(query.objectType)
      if (table === undefined) throw new Error(`No columns of ${query.objectType}.`)
      return idsByColumn(query, table, { schema, switches: turned, associations })
    },
    groups: (query) =>
      runAggregate(schema, query, tables[query.of.objectType as WorldType].records, { switches, associations }),
  }
}

function answersOf(dice: Dice, world: World, { objectType }: Query, device: Device): Answers {
  const { records } = world.tables[objectType as WorldType]
  return {
    size: records.length,
    search: async (query) => (await searchEmulator(world, query, randomPages(dice))).rows.map(({ id }) => id),
    local: device.ids,
    cursorAt: (query, id) => cursorOf(query, records.find((record) => record.id === id) as WorldRecord),
  }
}
