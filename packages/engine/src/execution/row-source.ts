import { columnNumber, compilePredicate, type Predicate } from '@holdfast/query'
import type { Replica } from '../replica/index.ts'

/** A way to get at rows that holds all matches of a predicate, and usually some others. */
export interface RowSource {
  /** How many rows it holds, by estimate. */
  readonly size: number
  /** Does it hold no others, but for those that are archived? */
  readonly isExact: boolean
  /** Does it hold none of them twice? */
  readonly isDistinct: boolean
  /** The rows in an array of their own, some of them perhaps archived. */
  rows(): Uint32Array
}

/** The rows of an object type that match a predicate; who selects gives it, because partners are selected too. */
export type SelectMatches = (objectType: string, where: Predicate | null) => Uint32Array

type PropertyPredicate = Exclude<Predicate, { readonly kind: 'and' | 'or' | 'not' | 'associated' | 'hasAssociated' }>

// A dictionary is asked value by value; longer ones cost as much as the scan they would save.
const mostAsked = 4_096
// Records associated with one of another type, when nobody counted.
const usualPartners = 4

/** The smallest source for a predicate: of a conjunction that of its most selective part, of a disjunction all of its parts'. Null: only a scan finds all. */
export function rowSource(
  replica: Replica,
  objectType: string,
  predicate: Predicate,
  select: SelectMatches,
): RowSource | null {
  switch (predicate.kind) {
    case 'and':
      return smallest(predicate.of.map((each) => rowSource(replica, objectType, each, select)))
    case 'or':
      return union(predicate.of.map((each) => rowSource(replica, objectType, each, select)))
    case 'not':
      return null
    case 'associated': {
      const key = replica.identities.keyOf(predicate.objectType, predicate.id)
      const links = replica.adjacency.links(predicate.objectType, key, objectType)
      const table = replica.table(objectType)
      return {
        size: links.length,
        isExact: predicate.label === null,
        isDistinct: true,
        rows: () => knownRows(links.map(({ to }) => table.rowOf(to))),
      }
    }
    case 'hasAssociated':
      return partnersSource(replica, objectType, predicate, select)
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return propertySource(replica, objectType, predicate)
  }
}

function smallest(sources: readonly (RowSource | null)[]): RowSource | null {
  const [best] = sources.filter((each) => each !== null).sort((a, b) => a.size - b.size)
  return best === undefined ? null : { ...best, isExact: best.isExact && sources.length === 1 }
}

function union(sources: readonly (RowSource | null)[]): RowSource | null {
  const all = sources.filter((each) => each !== null)
  return all.length < sources.length ? null : joined(all, false)
}

function joined(all: readonly RowSource[], isDistinct: boolean): RowSource {
  return {
    isDistinct,
    size: all.reduce((sum, { size }) => sum + size, 0),
    isExact: all.every(({ isExact }) => isExact),
    rows() {
      const parts = all.map((each) => each.rows())
      if (parts.length === 1 && parts[0] !== undefined) return parts[0]
      const rows = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0))
      let length = 0
      for (const part of parts) {
        rows.set(part, length)
        length += part.length
      }
      return rows
    },
  }
}

// A record that is only known as a partner of others has no row.
function knownRows(rows: readonly number[]): Uint32Array {
  return Uint32Array.from(rows.filter((row) => row !== -1))
}

// From the other end: the partners that satisfy the inner predicate, then whom they are associated with. Selecting the partners costs a scan of theirs at
// most, testing each record for its partners a hundred times as much a row.
function partnersSource(
  replica: Replica,
  objectType: string,
  { objectType: partnerType, where, label }: Extract<Predicate, { readonly kind: 'hasAssociated' }>,
  select: SelectMatches,
): RowSource {
  const partners = select(partnerType, where)
  return {
    size: partners.length * usualPartners,
    // A label is seen from one end only.
    isExact: label === null,
    isDistinct: false,
    rows() {
      const table = replica.table(objectType)
      const rows: number[] = []
      for (const row of partners) {
        const key = replica.table(partnerType).keyAt(row)
        for (const { to } of replica.adjacency.links(partnerType, key, objectType)) rows.push(table.rowOf(to))
      }
      return knownRows(rows)
    },
  }
}

function propertySource(replica: Replica, objectType: string, predicate: PropertyPredicate): RowSource | null {
  const { property: name } = predicate
  const table = replica.table(objectType)
  table.promote([name])
  if (name === 'hs_object_id') return idSource(replica, objectType, predicate)
  const column = table.column(name)
  switch (column?.kind) {
    case 'code':
      return column.dictionary.length > mostAsked ? null : codeSource(replica, objectType, predicate)
    case 'number':
      return rangeSource(replica, objectType, predicate)
    case 'text':
    case undefined:
      return null
  }
}

function idSource(replica: Replica, objectType: string, predicate: PropertyPredicate): RowSource | null {
  const wires =
    predicate.kind === 'list' && predicate.operator === 'in'
      ? predicate.values
      : predicate.kind === 'compare' && predicate.operator === 'eq'
        ? [predicate.value]
        : null
  if (wires === null) return null
  const table = replica.table(objectType)
  return {
    size: wires.length,
    // The id of a record that was merged into another leads to that one, which has an id of its own.
    isExact: false,
    isDistinct: false,
    // Ids compare by number, however they are written.
    rows: () => knownRows(wires.map((wire) => table.rowOf(replica.identities.keyOf(objectType, String(BigInt(wire)))))),
  }
}

function codeSource(replica: Replica, objectType: string, predicate: PropertyPredicate): RowSource | null {
  const index = replica.table(objectType).equalityIndex(predicate.property)
  if (index === null) return null
  const matches = compilePredicate(replica.schema, { objectType, where: predicate, search: null })
  const codes = index.dictionary.flatMap((wire, code) => (matches({ id: '', read: () => wire }) ? [code] : []))
  const sources = codes.map((code) => ({
    size: index.countOf(code),
    isExact: true,
    isDistinct: true,
    rows: () => index.rowsOf(code),
  }))
  // A row has one code.
  return joined(sources, true)
}

function rangeSource(replica: Replica, objectType: string, predicate: PropertyPredicate): RowSource | null {
  const definition = replica.schema[objectType]?.properties[predicate.property]
  const range = definition === undefined ? null : rangeOf(predicate, columnNumber(predicate.property, definition))
  const index = range === null ? null : replica.table(objectType).sortedIndex(predicate.property)
  if (range === null || index === null) return null
  const [from, to] = [index.firstFrom(range[0]), index.firstBeyond(range[1])]
  const size = Math.max(0, to - from)
  return { size, isExact: false, isDistinct: true, rows: () => index.rows.slice(from, from + size) }
}

// Both ends included: whoever sits on an end that is not meant is sifted out.
function rangeOf(
  predicate: PropertyPredicate,
  numberOf: (wire: string) => number,
): readonly [from: number, to: number] | null {
  if (predicate.kind === 'between') return [numberOf(predicate.from), numberOf(predicate.to)]
  if (predicate.kind !== 'compare') return null
  const value = numberOf(predicate.value)
  switch (predicate.operator) {
    case 'eq':
      return [value, value]
    case 'lt':
    case 'lte':
      return [-Infinity, value]
    case 'gt':
    case 'gte':
      return [value, Infinity]
    case 'neq':
    case 'containsToken':
    case 'notContainsToken':
      return null
  }
}
