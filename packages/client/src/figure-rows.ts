import { decodeValue, type Property, type Schema } from '@holdfast/crm'
import type { PackedFigures } from '@holdfast/engine/protocol'
import type { AggregateQuery } from '@holdfast/query'
import { broken, everyValue, parseText, type RowReader } from './kept-row.ts'

/** Reads the rows of a query for figures. */
export function figureRows(schema: Schema, { of, groupBy, measures }: AggregateQuery): RowReader {
  const properties = schema[of.objectType]?.properties ?? {}
  const valueOf = (name: string | null, wire: string | null): unknown => {
    const property: Property | undefined = name === null ? undefined : properties[name]
    return property === undefined ? wire : decodeValue(property, wire)
  }

  function rowOf({ 1: group, 2: figures }: PackedFigures): Readonly<Record<string, unknown>> {
    const values = groupBy.map((name, at) => [name, valueOf(name, group[at] ?? null)] as const)
    const computed = measures.map(({ name, property }, at) => {
      const figure = figures[at] ?? null
      return [name, typeof figure === 'string' ? valueOf(property, figure) : figure] as const
    })
    return Object.freeze(Object.fromEntries([...values, ...computed]))
  }

  return {
    read(text, before) {
      const packed = parseText(text)
      if (!isPacked(packed) || packed[1].length !== groupBy.length || packed[2].length !== measures.length)
        throw broken(everyValue)
      const [key] = packed
      const kept = before(key)
      return kept?.made === text ? kept : { key, made: text, row: rowOf(packed), included: [] }
    },
  }
}

function isPacked(packed: unknown): packed is PackedFigures {
  if (!Array.isArray(packed) || packed.length !== 3) return false
  const [key, group, figures]: readonly unknown[] = packed
  const isFigure = (each: unknown): boolean => each === null || typeof each === 'number' || typeof each === 'string'
  return (
    typeof key === 'string' &&
    Array.isArray(group) &&
    group.every((value) => value === null || typeof value === 'string') &&
    Array.isArray(figures) &&
    figures.every(isFigure)
  )
}
