import type { Property } from '@holdfast/crm'
import { asWritten, comparableOf, type Comparable, type ReadComparable } from '../compare.ts'
import { applies } from '../operators.ts'
import { idProperty } from '../property-of.ts'
import type { Switches } from '../switches.ts'
import { tokenize } from '../tokenize.ts'
import { intervals, type Cut, type Intervals } from './interval.ts'

/** How the values of a property lie: which order they have, and which values have neighbours. */
export interface Line {
  readonly read: ReadComparable
  /** Can greater and less be asked of it? */
  readonly isOrdered: boolean
  /** The interval of one value. */
  readonly point: (value: Comparable) => Intervals
  /** The place after a value, told as the place before its neighbour where it has one, so that equal places are equal cuts. */
  readonly after: (value: Comparable) => Cut
  /** The greatest value before a cut, or the value that is just not reached. */
  readonly last: (cut: Cut) => { readonly value: Comparable; readonly reached: boolean }
  readonly wireOf: (value: Comparable) => string
  /** The tokens of every wire value that compares as this one: those of a text depend on its lower-cased form alone. */
  readonly tokensOf: (value: Comparable) => readonly string[]
}

/** The line of a property; `isAsWritten` gives that of text compared with regard to case. */
export function lineOf(name: string, property: Property, switches: Switches, isAsWritten: boolean): Line {
  const read = isAsWritten ? asWritten : comparableOf(name, property)
  const neighbours = neighboursOf(name, property)
  const after = (value: Comparable): Cut => {
    const next = neighbours.next(value)
    return next === undefined ? { value, after: true } : { value: next, after: false }
  }
  const line: Line = {
    read,
    isOrdered: name === idProperty || applies('gt', property.type),
    point: (value) => intervals({ value, after: false }, after(value)),
    after,
    last: (cut) => {
      const previous = cut.after ? cut.value : neighbours.previous(cut.value)
      return previous === undefined ? { value: cut.value, reached: false } : { value: previous, reached: true }
    },
    wireOf: wireOf(name, property),
    tokensOf: (value) => tokensOf(property, switches, String(value)),
  }
  return property.type === 'bool' ? { ...line, point: pointOfTwo } : line
}

// There are only two: less than `true` is `false`, and nothing is greater.
const middle: Cut = { value: 'true', after: false }
const pointOfTwo = (value: Comparable): Intervals =>
  value === 'true' ? intervals(middle, null) : intervals(null, middle)

interface Neighbours {
  readonly next: (value: Comparable) => Comparable | undefined
  readonly previous: (value: Comparable) => Comparable | undefined
}

const none: Neighbours = { next: () => undefined, previous: () => undefined }

function neighboursOf(name: string, { type }: Property): Neighbours {
  if (name === idProperty) return { next: (id) => whole(id, 1), previous: (id) => whole(id, -1) }
  if (type === 'datetime') return { next: (moment) => whole(moment, 1), previous: (moment) => whole(moment, -1) }
  if (type === 'date') return { next: (day) => dayBeside(day, 1), previous: (day) => dayBeside(day, -1) }
  return none
}

function whole(value: Comparable, step: 1 | -1): Comparable | undefined {
  if (typeof value === 'string') return undefined
  const next = BigInt(value) + BigInt(step)
  const isExact = next <= Number.MAX_SAFE_INTEGER && next >= Number.MIN_SAFE_INTEGER
  return isExact ? Number(next) : next
}

const dayMs = 86_400_000

function dayBeside(day: Comparable, step: 1 | -1): number | undefined {
  const time = Number(day) + step * dayMs
  return isoOf(time) === null ? undefined : time
}

function wireOf(name: string, { type }: Property): (value: Comparable) => string {
  if (name === idProperty) return String
  if (type === 'datetime') return (moment) => isoOf(Number(moment)) ?? String(moment)
  if (type === 'date') return (day) => isoOf(Number(day))?.slice(0, 10) ?? String(day)
  return String
}

// Years beyond four digits are written with a sign, and no property holds them.
function isoOf(time: number): string | null {
  const text = Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : ''
  return /^\d{4}-/.test(text) && !text.startsWith('0000') ? text : null
}

function tokensOf({ type, multiple }: Property, { multiSelectByOption }: Switches, value: string): readonly string[] {
  if (type !== 'enumeration') return tokenize(value)
  if (multiple !== true) return [value]
  return multiSelectByOption ? value.split(';') : tokenize(value)
}
