import {
  clausesOfRegion,
  defaultSwitches,
  isContradiction,
  isTautology,
  normalFormOf,
  type Predicate,
  type Switches,
} from '@holdfast/query'
import { expect, test } from 'vitest'
import { createDice } from './dice.ts'
import { createSmallWorld, oneSubject, schema, severalSubjects } from './small-world.ts'

const seed = Number(process.env['SEED'] ?? 20_261_124)
const casesPerWorld = 400

const allSwitches: readonly Switches[] = [
  defaultSwitches,
  { ...defaultSwitches, notContainsMatchesUnset: true },
  { ...defaultSwitches, multiSelectByOption: false, orderedStringsIgnoreCase: false },
]

test.each(allSwitches.map((switches, at) => ({ at, switches })))(
  `[Q8] the normal form holds exactly the records of the predicate, and so do its clauses (switches $at, seed ${seed})`,
  ({ switches }) => {
    const dice = createDice(seed)
    let provenEmpty = 0
    let empty = 0
    let provenFull = 0
    let full = 0
    for (const subjects of [...oneSubject, ...severalSubjects]) {
      const world = createSmallWorld(subjects, switches)
      const everything = world.matching({ kind: 'and', of: [] })
      for (let count = 0; count < casesPerWorld; count++) {
        const predicate = world.randomPredicate(dice, 3)
        const options = { schema, objectType: 'deals', switches }
        const form = normalFormOf(predicate, options)
        if (form.kind === 'too-large') continue
        const clauses = form.regions.flatMap(
          (region) => clausesOfRegion(region, { switches, maxValues: 1 + dice.below(3), maxClauses: 1_000 }) ?? [],
        )
        const meant = world.matching(predicate)
        const said: Predicate = { kind: 'or', of: clauses.map((of) => ({ kind: 'and', of })) }
        expect(world.matching(said), `${JSON.stringify(predicate)}`).toEqual(meant)
        const isEmpty = meant.every((word) => word === 0)
        const isFull = meant.every((word, at) => word === everything[at])
        if (isContradiction(predicate, options)) {
          expect(isEmpty, `${JSON.stringify(predicate)}`).toBe(true)
          provenEmpty++
        }
        if (isTautology(predicate, options)) {
          expect(isFull, `${JSON.stringify(predicate)}`).toBe(true)
          provenFull++
        }
        if (isEmpty) empty++
        if (isFull) full++
      }
    }
    console.log(`contradictions found ${provenEmpty} of ${empty}, tautologies ${provenFull} of ${full}`)
    expect(provenEmpty / empty).toBeGreaterThan(0.95)
    expect(provenFull / full).toBeGreaterThan(0.95)
  },
)
