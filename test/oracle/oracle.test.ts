import { isHoldfastError } from '@holdfast/crm'
import { runQuery, type Predicate, type Query } from '@holdfast/query'
import { expect, test } from 'vitest'
import { createCovering, queryOf } from './cases.ts'
import { createDice, type Dice } from './dice.ts'
import { searchEmulator } from './emulated.ts'
import { referenceCount, referenceIds } from './reference.ts'
import { openWitness, type SqliteWitness } from './sqlite.ts'
import { createWorld, objectTypes, type World, type WorldType } from './world.ts'

// Four witnesses that share nothing but the facts about HubSpot: a plain reference, the closure on the device, the emulator behind compiled plans, and SQLite.
// They must name the same records in the same order.

const seed = Number(process.env['SEED'] ?? 20_261_124)
const wantedCases = Number(process.env['ORACLE_CASES'] ?? 20_000)
const casesPerWorld = 250

const idsOf = (records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id)

/** Rows of each page, thrown anew: often several pages, sometimes one. */
const randomPages = (dice: Dice) => (): number => 1 + dice.below(dice.pick([12, 60, 200, 200]))

function runLocally(world: World, query: Query): readonly string[] {
  const records = world.records[query.objectType as WorldType]
  const byId = new Map(records.map((record) => [record.id, record]))
  return idsOf(
    runQuery(world.schema, query, records, {
      switches: world.switches,
      associations: {
        has: (_from, id, objectType, other, label) =>
          byId.get(id)?.links.has(`${objectType} ${other} ${label ?? ''}`) ?? false,
        partners: () => [],
      },
    }),
  )
}

/** What must hold between searches, whatever the truth is. */
async function checkRelations(
  dice: Dice,
  world: World,
  query: Query,
  found: readonly string[],
  where: Predicate,
): Promise<void> {
  const search = async (change: Partial<Query>): Promise<readonly string[]> =>
    idsOf((await searchEmulator(world, { ...query, ...change })).rows)
  const text = JSON.stringify(query)
  const everything = { limit: null, orderBy: [], search: null }
  const yes = await search({ ...everything, where })
  const no = await search({ ...everything, where: { kind: 'not', of: where } })
  expect([...yes, ...no].sort(), `p and not p: ${text}`).toEqual(
    [...idsOf(world.records[query.objectType as WorldType])].sort(),
  )
  const shuffled: Predicate =
    where.kind === 'and' || where.kind === 'or' ? { ...where, of: where.of.toReversed() } : where
  expect(await search({ where: shuffled }), `reordered: ${text}`).toEqual(found)
  const redundant: Predicate = {
    kind: 'and',
    of: [where, { kind: 'or', of: [where, { kind: 'presence', property: 'createdate', operator: 'has' }] }],
  }
  expect(await search({ where: redundant }), `said twice: ${text}`).toEqual(found)
  const unlimited = await search({ limit: null })
  expect(unlimited.slice(0, found.length), `without the limit: ${text}`).toEqual(found)
  expect(await search({ limit: unlimited.length + 1 + dice.below(9) }), `a limit beyond the end: ${text}`).toEqual(
    unlimited,
  )
}

test(
  `[P4] [Q14] reference, device, emulator and SQLite find the same records in the same order (${wantedCases} cases of seed ${seed})`,
  { timeout: 3_600_000 },
  async () => {
    const dice = createDice(seed)
    const covering = createCovering()
    const counts = { cases: 0, selective: 0, related: 0, requests: 0, recordsRead: 0, refused: 0 }
    for (let number = 0; counts.cases < wantedCases; number++) {
      const world = createWorld(dice, number)
      const witnesses = new Map<string, SqliteWitness>(
        objectTypes.map((objectType) => [objectType, openWitness(world.records[objectType], world.facts[objectType])]),
      )
      for (let count = 0; count < casesPerWorld && counts.cases < wantedCases; count++) {
        const factors = covering.next(dice, world)
        const query = queryOf(dice, world, factors)
        const objectType = query.objectType as WorldType
        const records = world.records[objectType]
        const facts = world.facts[objectType]
        const text = `case ${counts.cases} of seed ${seed}, world ${number}: ${JSON.stringify(query)}`
        const expected = referenceIds(query, records, facts)
        expect(runLocally(world, query), `device, ${text}`).toEqual(expected)
        expect(witnesses.get(objectType)?.ids(query), `SQLite, ${text}`).toEqual(expected)
        try {
          const outcome = await searchEmulator(world, query, randomPages(dice))
          expect(idsOf(outcome.rows), `emulator, ${text}`).toEqual(expected)
          counts.requests += outcome.requests
          counts.recordsRead += outcome.recordsRead
          if (counts.cases % 25 === 0 && query.where !== null) {
            await checkRelations(dice, world, query, expected, query.where)
            counts.related++
          }
        } catch (error) {
          if (!isHoldfastError(error, 'query/not-searchable')) throw error
          counts.refused++
        }
        covering.tried(factors)
        const matching = referenceCount(query, records, facts)
        if (matching > 0 && matching < records.length) counts.selective++
        counts.cases++
      }
      for (const witness of witnesses.values()) witness.close()
    }
    const { met, possible } = covering.share()
    const { cases, selective, related, requests, recordsRead, refused } = counts
    console.log(
      `oracle: ${cases} cases of seed ${seed}, ${((100 * selective) / cases).toFixed(1)} % find some records and not all, ` +
        `3-way coverage ${met} of ${possible}, ${related} with relations, ${requests} requests, ${recordsRead} records read, ${refused} refused`,
    )
    expect(selective / cases).toBeGreaterThanOrEqual(0.6)
    expect(refused).toBe(0)
    if (cases >= 20_000) expect(met).toBe(possible)
  },
)
