import { defaultSwitches, type Cursor, type Predicate, type Query, type Switches } from '@holdfast/query'
import { expect } from 'vitest'
import type { Dice } from './dice.ts'

// What must hold between answers, whatever the truth is: no witness is needed for it.

/** Answers about one object type of one account. */
export interface Answers {
  /** How many records there are. */
  readonly size: number
  /** By HubSpot's search, in pages of random sizes. */
  readonly search: (query: Query) => Promise<readonly string[]>
  /** On the device, which can turn its switches. */
  readonly local: (query: Query, switches: Switches) => readonly string[]
  /** The place behind a record in the order of a query. */
  readonly cursorAt: (query: Query, id: string) => Cursor
}

/** Compares what a query found with what its variants find. */
export async function checkRelations(
  dice: Dice,
  query: Query,
  found: readonly string[],
  answers: Answers,
): Promise<void> {
  const where: Predicate = query.where ?? { kind: 'and', of: [] }
  await checkParts(query, where, answers)
  await checkWording(query, where, found, answers)
  await checkWindows(dice, query, found, answers)
}

// Every record is in one part: p holds, or it does not and some property has a value, or it does not and that has none.
async function checkParts(query: Query, where: Predicate, { search, size }: Answers): Promise<void> {
  const property = query.orderBy[0]?.property ?? 'createdate'
  const not: Predicate = { kind: 'not', of: where }
  const parts: readonly Predicate[] = [
    where,
    { kind: 'and', of: [not, { kind: 'presence', property, operator: 'has' }] },
    { kind: 'and', of: [not, { kind: 'presence', property, operator: 'notHas' }] },
  ]
  const ids: string[] = []
  for (const part of parts) ids.push(...(await search({ ...withoutWindow(query), search: null, where: part })))
  const counts = [ids.length, new Set(ids).size]
  expect(counts, `p, and not p with and without ${property}: ${JSON.stringify(query)}`).toEqual([size, size])
}

async function checkWording(
  query: Query,
  where: Predicate,
  found: readonly string[],
  { search }: Answers,
): Promise<void> {
  const reversed: Predicate =
    where.kind === 'and' || where.kind === 'or' ? { ...where, of: where.of.toReversed() } : where
  const text = JSON.stringify(query)
  expect(await search({ ...query, where: reversed }), `reordered: ${text}`).toEqual(found)
  const redundant: Predicate = {
    kind: 'and',
    of: [where, { kind: 'or', of: [where, { kind: 'presence', property: 'createdate', operator: 'has' }] }],
  }
  expect(await search({ ...query, where: redundant }), `said twice: ${text}`).toEqual(found)
  expect(await search(query), `in other pages: ${text}`).toEqual(found)
}

// A limit cuts, an offset passes over, and a cursor goes on where a row ends.
async function checkWindows(
  dice: Dice,
  query: Query,
  found: readonly string[],
  { search, cursorAt }: Answers,
): Promise<void> {
  const text = JSON.stringify(query)
  const all = await search({ ...query, limit: null })
  expect(all.slice(0, found.length), `without the limit: ${text}`).toEqual(found)
  const beyond = all.length + 1 + dice.below(9)
  expect(await search({ ...query, limit: beyond }), `a limit beyond the end: ${text}`).toEqual(all)
  const at = dice.below(all.length + 1)
  expect(await search({ ...query, limit: null, offset: query.offset + at }), `${at} rows on: ${text}`).toEqual(
    all.slice(at),
  )
  const id = all[at]
  if (id === undefined) return
  const next = await search({ ...query, limit: null, offset: 0, after: cursorAt(query, id) })
  expect(next, `after row ${at}: ${text}`).toEqual(all.slice(at + 1))
}

/** The words of a predicate that a switch is about. */
const concerns: Readonly<Record<keyof Switches, RegExp | null>> = {
  nullsLast: null,
  notContainsMatchesUnset: /"notContainsToken"/,
  multiSelectByOption: /ontainsToken"/,
  orderedStringsIgnoreCase: /"(lte?|gte?|between)"/,
}

/** Turns each switch: it changes what it is about, and nothing else. Answers those that changed something. */
export function checkSwitches(query: Query, switches: Switches, { local }: Answers): readonly (keyof Switches)[] {
  const whole = withoutWindow(query)
  const before = local(whole, switches)
  return (Object.keys(defaultSwitches) as (keyof Switches)[]).filter((name) => {
    const after = local(whole, { ...switches, [name]: !switches[name] })
    const text = JSON.stringify(query)
    if (name === 'nullsLast') expect([...after].sort(), `${name} turned: ${text}`).toEqual([...before].sort())
    else if (concerns[name]?.test(JSON.stringify(query.where)) === false)
      expect(after, `${name} turned: ${text}`).toEqual(before)
    return JSON.stringify(after) !== JSON.stringify(before)
  })
}

function withoutWindow(query: Query): Query {
  return { ...query, after: null, offset: 0, limit: null }
}
