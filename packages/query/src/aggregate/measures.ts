import type { Schema } from '@holdfast/crm'
import type { AggregateQuery, Measure } from '../ast.ts'
import { comparableOf, compareValues, wireReader, type Comparable, type RecordReader } from '../compare.ts'
import { invalidQuery } from '../invalid-query.ts'
import { propertyOf } from '../property-of.ts'
import { refusalOfMeasure } from './applicable.ts'
import { createDecimalSum } from './decimal-sum.ts'
import { wireOf } from './wire-of.ts'

/** A figure: counts, sums and averages as numbers, the least and the greatest as wire values; null when there is nothing to compute it of. */
export type Figure = number | string | null

/** A figure that is being computed. */
export interface Accumulator {
  add(record: RecordReader): void
  /** Takes away a record that was added, as it was then. */
  remove(record: RecordReader): void
  figure(): Figure
}

/**
 * Computes a measure, each time afresh for another group of records.
 *
 * Throws `HoldfastError` `query/invalid` for an unknown property and for one of which this cannot be computed.
 */
export function compileMeasure(
  schema: Schema,
  { of }: Pick<AggregateQuery, 'of'>,
  measure: Measure,
): () => Accumulator {
  const { compute, property: name } = measure
  const property = name === null ? null : propertyOf(schema, of.objectType, name, 'measures')
  const refusal = refusalOfMeasure(measure, property)
  if (refusal !== null) throw invalidQuery(of.objectType, 'measures', refusal, 'Compute something else.')
  if (name === null || property === null) return countRecords
  const comparable = comparableOf(name, property)
  const read = wireReader(name)
  const valueOf = (record: RecordReader): Comparable | undefined => comparable(read(record))
  switch (compute) {
    case 'count':
      return () => countValues(valueOf)
    case 'sum':
    case 'avg':
      return () => sumValues(valueOf, compute)
    case 'min':
    case 'max':
      return () => extremeValue(valueOf, compute === 'max' ? 1 : -1, (value) => wireOf(property, value))
  }
}

type ValueOf = (record: RecordReader) => Comparable | undefined

function countRecords(): Accumulator {
  let records = 0
  return { add: () => void records++, remove: () => void records--, figure: () => records }
}

function countValues(valueOf: ValueOf): Accumulator {
  let values = 0
  return {
    add(record) {
      if (valueOf(record) !== undefined) values++
    },
    remove(record) {
      if (valueOf(record) !== undefined) values--
    },
    figure: () => values,
  }
}

function sumValues(valueOf: ValueOf, compute: 'sum' | 'avg'): Accumulator {
  const sum = createDecimalSum()
  let values = 0
  return {
    add(record) {
      const value = valueOf(record)
      if (typeof value !== 'number') return
      sum.add(value)
      values++
    },
    remove(record) {
      const value = valueOf(record)
      if (typeof value !== 'number') return
      sum.remove(value)
      values--
    },
    figure() {
      if (compute === 'sum') return sum.value()
      return values === 0 ? null : sum.value() / values
    },
  }
}

function extremeValue(valueOf: ValueOf, sign: 1 | -1, wire: (value: Comparable) => string): Accumulator {
  const timesByValue = new Map<Comparable, number>()
  // Undefined also when the best was taken away: then the next is looked for when somebody asks.
  let best: Comparable | undefined
  const isBetter = (value: Comparable): boolean => best === undefined || sign * compareValues(value, best) > 0
  return {
    add(record) {
      const value = valueOf(record)
      if (value === undefined) return
      const times = timesByValue.get(value) ?? 0
      timesByValue.set(value, times + 1)
      if (best !== undefined || timesByValue.size === 1) best = isBetter(value) ? value : best
    },
    remove(record) {
      const value = valueOf(record)
      const times = value === undefined ? 0 : (timesByValue.get(value) ?? 0)
      if (value === undefined || times === 0) return
      if (times > 1) return void timesByValue.set(value, times - 1)
      timesByValue.delete(value)
      if (value === best) best = undefined
    },
    figure() {
      if (best === undefined) for (const value of timesByValue.keys()) if (isBetter(value)) best = value
      return best === undefined ? null : wire(best)
    },
  }
}
