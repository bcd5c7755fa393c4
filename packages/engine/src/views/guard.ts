import type { Properties, Property } from '@holdfast/crm'
import { columnKindOf, columnNumber, type Predicate } from '@holdfast/query'

/**
 * What every record of a query has in one property, so that a change of a record that has it neither before nor after need not be shown to the query's
 * view: one of some values, or a number within a range.
 */
export type Guard =
  | { readonly kind: 'values'; readonly property: string; readonly values: readonly (string | number)[] }
  | { readonly kind: 'range'; readonly property: string; readonly from: number; readonly to: number }

/** The most selective guard of a predicate; null when every change concerns it. */
export function guardOf(properties: Properties, where: Predicate | null): Guard | null {
  const guards = conjuncts(where).flatMap((each) => guardOfPart(properties, each) ?? [])
  return guards.reduce<Guard | null>((best, each) => (best === null || weight(each) < weight(best) ? each : best), null)
}

/** A property's value as guards compare it; null when unset. */
export function guardReader(properties: Properties, name: string): (wire: string | null) => string | number | null {
  const property = propertyNamed(properties, name)
  switch (columnKindOf(name, property)) {
    case 'number': {
      const numberOf = columnNumber(name, property)
      return (wire) => {
        const value = numberOrText(numberOf, wire)
        return typeof value === 'number' && Number.isNaN(value) ? null : value
      }
    }
    case 'text':
      return (wire) => (wire === null || wire === '' ? null : wire.toLowerCase())
    case 'code':
      return (wire) => (wire === '' ? null : wire)
  }
}

function conjuncts(where: Predicate | null): readonly Predicate[] {
  if (where === null) return []
  return where.kind === 'and' ? where.of.flatMap(conjuncts) : [where]
}

function weight(guard: Guard): number {
  return guard.kind === 'values' ? guard.values.length : 1_000
}

function guardOfPart(properties: Properties, predicate: Predicate): Guard | null {
  switch (predicate.kind) {
    case 'compare':
      return guardOfComparison(properties, predicate)
    case 'between':
      return rangeGuard(properties, predicate.property, predicate.from, predicate.to)
    case 'list':
      return predicate.operator === 'in' ? valuesGuard(properties, predicate.property, predicate.values) : null
    case 'presence':
    case 'associated':
    case 'hasAssociated':
    case 'and':
    case 'or':
    case 'not':
      return null
  }
}

function guardOfComparison(
  properties: Properties,
  { property, operator, value }: Extract<Predicate, { readonly kind: 'compare' }>,
): Guard | null {
  switch (operator) {
    case 'eq':
      return valuesGuard(properties, property, [value])
    case 'lt':
    case 'lte':
      return rangeGuard(properties, property, null, value)
    case 'gt':
    case 'gte':
      return rangeGuard(properties, property, value, null)
    case 'neq':
    case 'containsToken':
    case 'notContainsToken':
      return null
  }
}

function valuesGuard(properties: Properties, property: string, wires: readonly string[]): Guard {
  const read = guardReader(properties, property)
  const values = new Set(wires.map(read).filter((value) => value !== null))
  return { kind: 'values', property, values: [...values] }
}

// Both ends included, and an id too large for a number taken for the nearest: a guard may let too much through.
function rangeGuard(properties: Properties, property: string, from: string | null, to: string | null): Guard | null {
  if (columnKindOf(property, propertyNamed(properties, property)) !== 'number') return null
  const read = guardReader(properties, property)
  return {
    kind: 'range',
    property,
    from: from === null ? -Infinity : Number(read(from)),
    to: to === null ? Infinity : Number(read(to)),
  }
}

function propertyNamed(properties: Properties, name: string): Property {
  return properties[name] ?? { type: 'number' }
}

function numberOrText(numberOf: (wire: string | null) => number, wire: string | null): number | string {
  try {
    return numberOf(wire)
  } catch (error) {
    if (error instanceof RangeError && wire !== null) return String(BigInt(wire))
    throw error
  }
}
