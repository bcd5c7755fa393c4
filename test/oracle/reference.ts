import type { Cursor, OrderKey, Predicate, Query, Switches } from '@holdfast/query'

// HubSpot's search as its documentation and those who measured it describe it, written down the plain way: every record is looked at, every predicate is
// read again for each. Nothing here is fast, shared with the packages, or clever.
// https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm

/** The type of a property, as much as meaning depends on it. */
export type ReferenceType = 'string' | 'number' | 'bool' | 'date' | 'datetime' | 'enumeration' | 'several'

/** A record with its wire values and associations. */
export interface ReferenceRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
  /** As `{object type} {id} {label}`, the label empty for the association itself. */
  readonly links: ReadonlySet<string>
}

/** What the reference knows of an object type. */
export interface ReferenceFacts {
  readonly types: Readonly<Record<string, ReferenceType>>
  readonly searchedProperties: readonly string[]
  readonly switches: Pick<Switches, 'nullsLast' | 'notContainsMatchesUnset'>
  /** Another object type of the same account. */
  readonly other: (objectType: string) => ReferenceTable
}

/** All records of an object type. */
export interface ReferenceTable {
  readonly records: readonly ReferenceRecord[]
  readonly facts: ReferenceFacts
}

/** The ids that `query` finds, in its order. */
export function referenceIds(query: Query, { records, facts }: ReferenceTable): readonly string[] {
  const place = query.after === null ? null : recordAt(query.orderBy, query.after)
  const found = records.filter(
    (record) =>
      (query.where === null || holds(query.where, record, facts)) &&
      isFoundByText(query.search, record, facts) &&
      (place === null || compare(record, place, query.orderBy, facts) > 0),
  )
  found.sort((a, b) => compare(a, b, query.orderBy, facts))
  return found.slice(query.offset, query.offset + (query.limit ?? found.length)).map(({ id }) => id)
}

/** How many records match, whatever the window. */
export function referenceCount(query: Query, table: ReferenceTable): number {
  return referenceIds({ ...query, limit: null, offset: 0, after: null, orderBy: [] }, table).length
}

function holds(predicate: Predicate, record: ReferenceRecord, facts: ReferenceFacts): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.of.every((each) => holds(each, record, facts))
    case 'or':
      return predicate.of.some((each) => holds(each, record, facts))
    case 'not':
      return !holds(predicate.of, record, facts)
    case 'associated':
      return record.links.has(`${predicate.objectType} ${predicate.id} ${predicate.label ?? ''}`)
    case 'hasAssociated': {
      const { objectType, where, label } = predicate
      const other = facts.other(objectType)
      return other.records.some(
        (each) =>
          record.links.has(`${objectType} ${each.id} ${label ?? ''}`) &&
          (where === null || holds(where, each, other.facts)),
      )
    }
    case 'presence':
      return (predicate.operator === 'has') === (wireOf(record, predicate.property) !== '')
    case 'between':
    case 'list':
    case 'compare': {
      const wire = wireOf(record, predicate.property)
      if (wire !== '') return fits(predicate, typeOf(predicate.property, facts), wire)
      // "not_contains_token" on a record without a value is the one thing undecided here.
      const isUndecided = predicate.kind === 'compare' && predicate.operator === 'notContainsToken'
      return isUndecided && facts.switches.notContainsMatchesUnset
    }
  }
}

type ValuePredicate = Extract<Predicate, { kind: 'between' | 'list' | 'compare' }>

function fits(predicate: ValuePredicate, type: ReferenceType, wire: string): boolean {
  const value = readAs(type, wire)
  if (predicate.kind === 'between') return value >= readAs(type, predicate.from) && value <= readAs(type, predicate.to)
  if (predicate.kind === 'list') {
    const isListed = predicate.values.some((each) => readAs(type, each) === value)
    return (predicate.operator === 'in') === isListed
  }
  const operand = readAs(type, predicate.value)
  switch (predicate.operator) {
    case 'eq':
      return value === operand
    case 'neq':
      return value !== operand
    case 'lt':
      return value < operand
    case 'lte':
      return value <= operand
    case 'gt':
      return value > operand
    case 'gte':
      return value >= operand
    case 'containsToken':
      return containsToken(type, wire, predicate.value)
    case 'notContainsToken':
      return !containsToken(type, wire, predicate.value)
  }
}

/** A value as it compares: text without regard to case, options and booleans as they are, numbers and times by size. */
export function readAs(type: ReferenceType, wire: string): string | number {
  switch (type) {
    case 'string':
      return wire.toLowerCase()
    case 'number':
      return Number(wire)
    case 'date':
    case 'datetime':
      return /^-?\d+$/.test(wire) ? Number(wire) : Date.parse(wire)
    case 'bool':
    case 'enumeration':
    case 'several':
      return wire
  }
}

/** The whole words of a text, lower-cased; punctuation is none of them. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** The words an operand of "contains token" asks for; `*` is part of a word. */
export function wantedWords(operand: string): readonly string[] {
  return operand
    .toLowerCase()
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((word) => word !== '')
}

function containsToken(type: ReferenceType, wire: string, operand: string): boolean {
  if (type === 'enumeration') return wire === operand
  if (type === 'several') return wire.split(';').includes(operand)
  const words = wordsOf(wire)
  return wantedWords(operand).every((wanted) => {
    const pattern = new RegExp(`^${wanted.replaceAll(/\*+/g, '.*')}$`, 'u')
    return words.some((word) => pattern.test(word))
  })
}

function isFoundByText(text: string | null, record: ReferenceRecord, { searchedProperties }: ReferenceFacts): boolean {
  const words = (text ?? '').toLowerCase().split(/\s+/)
  return words.every(
    (word) => searchedProperties.some((name) => wireOf(record, name).toLowerCase().includes(word)) || word === '',
  )
}

function compare(a: ReferenceRecord, b: ReferenceRecord, order: readonly OrderKey[], facts: ReferenceFacts): number {
  for (const { property, direction } of order) {
    const type = typeOf(property, facts)
    const [left, right] = [wireOf(a, property), wireOf(b, property)]
    if (left === '' && right === '') continue
    if (left === '') return facts.switches.nullsLast ? 1 : -1
    if (right === '') return facts.switches.nullsLast ? -1 : 1
    const [x, y] = [readAs(type, left), readAs(type, right)]
    if (x !== y) return x < y === (direction === 'asc') ? -1 : 1
  }
  return Number(a.id) - Number(b.id)
}

// A cursor names what the order reads of the record it was taken from; a property named twice decides the first time.
function recordAt(orderBy: readonly OrderKey[], { id, values }: Cursor): ReferenceRecord {
  const properties = Object.fromEntries(orderBy.map(({ property }, at) => [property, values[at] ?? '']).toReversed())
  return { id, properties, links: new Set() }
}

function typeOf(property: string, { types }: ReferenceFacts): ReferenceType {
  return property === 'hs_object_id' ? 'number' : (types[property] ?? 'string')
}

function wireOf(record: ReferenceRecord, property: string): string {
  return property === 'hs_object_id' ? record.id : (record.properties[property] ?? '')
}
