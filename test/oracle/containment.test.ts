import { covers, defaultSwitches, gap, type Coverage, type Predicate, type Query } from '@holdfast/query'
import { expect, test } from 'vitest'
import { createDice, type Dice } from './dice.ts'
import { createSmallWorld, oneSubject, schema, severalSubjects, type SmallWorld } from './small-world.ts'

// Containment judged by counting: over every record that there can be, does what is known hold what is asked?

const seed = Number(process.env['SEED'] ?? 20_261_124)
const wantedPairs = 100_000

const query = (where: Predicate): Query => ({
  objectType: 'deals',
  where,
  search: null,
  select: null,
  orderBy: [],
  after: null,
  offset: 0,
  limit: null,
  include: [],
})
const known = (where: Predicate): Coverage => ({ query: query(where), window: { kind: 'all' }, properties: null })

/** Two predicates of which the first holds the second often enough to be worth asking. */
function randomPair(
  world: SmallWorld,
  dice: Dice,
): readonly [wide: Predicate, narrow: Predicate, isIndependent: boolean] {
  const asked = world.randomPredicate(dice, 2)
  const other = world.randomPredicate(dice, 2)
  switch (dice.below(5)) {
    case 0:
      return [other, asked, true]
    case 1:
      return [{ kind: 'or', of: [asked, other] }, asked, false]
    case 2:
      return [asked, { kind: 'and', of: [asked, other] }, false]
    case 3:
      return [{ kind: 'not', of: { kind: 'and', of: [asked, other] } }, { kind: 'not', of: asked }, false]
    default:
      return [other, { kind: 'and', of: [world.randomPredicate(dice, 1), other, asked] }, false]
  }
}

function isWithin(a: Uint32Array, b: Uint32Array): boolean {
  return a.every((word, at) => (word & ~(b[at] ?? 0)) === 0)
}

test(
  `[Q9] containment is never claimed where it is not, and mostly found where it is (seed ${seed})`,
  { timeout: 120_000 },
  () => {
    const dice = createDice(seed)
    const counts = { one: { true: 0, found: 0 }, several: { true: 0, found: 0 } }
    const independent = { true: 0, found: 0 }
    let pairs = 0
    const worlds = [...oneSubject, ...severalSubjects]
    for (const [at, subjects] of worlds.entries()) {
      const world = createSmallWorld(subjects)
      const count = subjects.length === 1 ? counts.one : counts.several
      for (; pairs < ((at + 1) * wantedPairs) / worlds.length; pairs++) {
        const [wide, narrow, isIndependent] = randomPair(world, dice)
        const isContained = isWithin(world.matching(narrow), world.matching(wide))
        const isClaimed = covers([known(wide)], query(narrow), { schema })
        if (isClaimed && !isContained) expect.fail(`unsound: ${JSON.stringify({ wide, narrow })}`)
        if (isContained) count.true++
        if (isClaimed) count.found++
        if (isContained && isIndependent) independent.true++
        if (isClaimed && isIndependent) independent.found++
      }
    }
    const share = (of: { true: number; found: number }): number => of.found / of.true
    const all = { true: counts.one.true + counts.several.true, found: counts.one.found + counts.several.found }
    const percent = (part: number): string => `${(100 * part).toFixed(2)} %`
    console.log(
      `containment: ${pairs} pairs, 0 unsound; found ${percent(share(counts.one))} of ${counts.one.true} in one property, ${percent(share(all))} of ${all.true} overall, ${percent(share(independent))} of ${independent.true} among pairs thrown apart`,
    )
    expect(share(counts.one)).toBeGreaterThanOrEqual(0.95)
    expect(share(all)).toBeGreaterThanOrEqual(0.85)
  },
)

test(`[Q9] a gap and what is known make up what is asked, and the gap asks for nothing known (seed ${seed})`, () => {
  const dice = createDice(seed)
  const merged = (world: SmallWorld, of: readonly Predicate[]): Uint32Array => world.matching({ kind: 'or', of })
  let exact = 0
  let all = 0
  for (const subjects of severalSubjects) {
    const world = createSmallWorld(subjects)
    for (let count = 0; count < 300; count++) {
      const statements = Array.from({ length: 1 + dice.below(3) }, () => world.randomPredicate(dice, 2))
      const asked = world.randomPredicate(dice, 2)
      const missing = gap(statements.map(known), query(asked), { schema }).map(
        (each): Predicate => each.query.where ?? { kind: 'and', of: [] },
      )
      const there = merged(world, statements)
      const wanted = world.matching(asked)
      const fetched = merged(world, missing)
      expect(
        isWithin(wanted, merged(world, [...statements, ...missing])),
        `${JSON.stringify({ statements, asked })}`,
      ).toBe(true)
      expect(isWithin(fetched, wanted), `${JSON.stringify({ statements, asked })}`).toBe(true)
      all++
      if (fetched.every((word, at) => (word & (there[at] ?? 0)) === 0)) exact++
    }
  }
  console.log(`gap: ${all} of random statements and queries, ${exact} of them ask for nothing twice`)
  expect(exact / all).toBeGreaterThan(0.95)
})

test.each([
  { ...defaultSwitches, notContainsMatchesUnset: true },
  { ...defaultSwitches, nullsLast: false, multiSelectByOption: false, orderedStringsIgnoreCase: false },
])(`[Q9] containment is sound however the switches stand: %o (seed ${seed})`, (switches) => {
  const dice = createDice(seed)
  let found = 0
  for (const subjects of [...oneSubject, ...severalSubjects]) {
    const world = createSmallWorld(subjects, switches)
    for (let count = 0; count < 600; count++) {
      const [wide, narrow] = randomPair(world, dice)
      if (!covers([known(wide)], query(narrow), { schema, switches })) continue
      found++
      const isContained = isWithin(world.matching(narrow), world.matching(wide))
      if (!isContained) expect.fail(`unsound: ${JSON.stringify({ wide, narrow })}`)
    }
  }
  expect(found).toBeGreaterThan(1_000)
})
