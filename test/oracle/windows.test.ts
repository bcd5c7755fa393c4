import {
  covers,
  everyRecord,
  gap,
  runQuery,
  windowRead,
  type Coverage,
  type OrderKey,
  type Query,
  type RecordReader,
} from '@holdfast/query'
import { expect, test } from 'vitest'
import { createDice, type Dice } from './dice.ts'
import { createSmallWorld, schema, type SmallWorld } from './small-world.ts'

// Windows judged by reading: an account of a few records, some readings of it, and a question. Where the readings are said to cover the question, they have to answer
// it; and with what the gap asks for, always.

const seed = Number(process.env['SEED'] ?? 20_261_125)
const wantedPairs = 12_000

const subjects = ['amount', 'dealtype', 'vip']

/** So many records of those there can be, with ids of their own. */
function accountOf(world: SmallWorld, dice: Dice): readonly RecordReader[] {
  return Array.from({ length: 12 + dice.below(20) }, (_, at) => {
    const record = dice.pick(world.records)
    return { id: String(100 + at * 7), read: (name) => record.read(name) }
  })
}

function randomQuery(world: SmallWorld, dice: Dice, account: readonly RecordReader[]): Query {
  const orderBy = Array.from({ length: dice.below(3) }, (): OrderKey => ({
    property: dice.pick(['amount', 'amount', 'dealtype', 'hs_object_id']),
    direction: dice.pick(['asc', 'desc']),
  }))
  const place = dice.pick(account)
  const values = orderBy.map(({ property }) => (property === 'hs_object_id' ? place.id : place.read(property)))
  return {
    ...everyRecord('deals'),
    where: dice.chance(0.3) ? null : world.randomPredicate(dice, 1),
    orderBy,
    after: dice.chance(0.2) ? { id: place.id, values } : null,
    offset: dice.chance(0.2) ? dice.below(4) : 0,
    limit: dice.chance(0.3) ? null : 1 + dice.below(12),
  }
}

/** A question often near to what was read: narrower, shorter, or the same. */
function nextTo(dice: Dice, read: Query, other: Query): Query {
  const isSameOrder = dice.chance(0.7)
  const both = [read.where, other.where].flatMap((where) => where ?? [])
  return {
    ...other,
    where: dice.chance(0.5) ? read.where : { kind: 'and', of: both },
    ...(isSameOrder ? { orderBy: read.orderBy, after: dice.chance(0.5) ? read.after : null } : {}),
  }
}

interface Read {
  readonly coverage: Coverage
  readonly rows: readonly RecordReader[]
}

// Equals of the last row may come on the next page: HubSpot does not say how it orders them.
function readFirst(query: Query, account: readonly RecordReader[], limit: number | null): Read {
  const asked = { ...query, offset: 0, limit }
  const rows = runQuery(schema, asked, account)
  const last = rows.at(-1)
  const end =
    last === undefined
      ? null
      : {
          id: last.id,
          values: Object.fromEntries(query.orderBy.map(({ property }) => [property, last.read(property)])),
        }
  return { coverage: { query: asked, window: windowRead(rows.length, limit, end), properties: null }, rows }
}

test(
  `[Q10] what windows are said to cover they answer, and with the gap everything is answered (seed ${seed})`,
  { timeout: 60_000 },
  () => {
    const dice = createDice(seed)
    const world = createSmallWorld(subjects)
    const counts = { covered: 0, byWindow: 0, gaps: 0 }
    for (let pair = 0; pair < wantedPairs; pair++) {
      const account = accountOf(world, dice)
      const reads = Array.from({ length: 1 + dice.below(3) }, () =>
        readFirst(randomQuery(world, dice, account), account, dice.chance(0.3) ? null : 1 + dice.below(10)),
      )
      const known = reads.map(({ coverage }) => coverage)
      const asked = nextTo(dice, dice.pick(known).query, randomQuery(world, dice, account))
      const text = JSON.stringify({ pair, known, asked })
      const answer = idsOf(runQuery(schema, asked, account))
      const here = new Set(reads.flatMap(({ rows }) => rows))
      const answerHere = idsOf(runQuery(schema, asked, here))
      const missing = gap(known, asked, { schema })
      if (covers(known, asked, { schema })) {
        expect(answerHere, `covered, ${text}`).toEqual(answer)
        counts.covered++
        if (known.every(({ window }) => window.kind === 'first')) counts.byWindow++
      }
      for (const each of missing) for (const record of runQuery(schema, each.query, account)) here.add(record)
      expect(idsOf(runQuery(schema, asked, here)), `with the gap, ${text}`).toEqual(answer)
      if (missing.length > 0) counts.gaps++
    }
    console.log(
      `windows: ${wantedPairs} questions, ${counts.covered} covered, ${counts.byWindow} by windows alone, ${counts.gaps} with a gap`,
    )
    expect(counts.covered).toBeGreaterThan(wantedPairs / 10)
    expect(counts.byWindow).toBeGreaterThan(wantedPairs / 50)
  },
)

function idsOf(records: readonly RecordReader[]): readonly string[] {
  return records.map(({ id }) => id)
}
