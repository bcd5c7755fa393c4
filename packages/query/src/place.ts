import type { Schema } from '@holdfast/crm'
import type { Predicate, Query } from './ast.ts'
import { isText } from './compare.ts'
import { canonicalOrder } from './identity.ts'
import { refusalOfOperand } from './operand.ts'
import { applies } from './operators.ts'
import { idProperty, propertyOf } from './property-of.ts'
import { defaultSwitches, type Switches } from './switches.ts'

/** A place in the order of a query: the id there, and what a key of the order reads. */
export interface Place {
  readonly id: string
  readonly valueOf: (property: string) => string | null
}

/** What saying a place as a predicate depends on. */
export interface PlaceOptions {
  readonly schema: Schema
  readonly switches?: Switches
}

/**
 * A predicate of which every record sorts strictly before the place, or at it by its id: by the first key, for among that one's equals the others decide.
 * Null when no predicate says it.
 */
export function beforePlace(query: Query, place: Place, options: PlaceOptions): Predicate | null {
  return partOfOrder(query, place, options, 'before')
}

/** A predicate that holds for every record that sorts after the place, and for few others: the equals of its first key. Null when none says it. */
export function fromPlace(query: Query, place: Place, options: PlaceOptions): Predicate | null {
  return partOfOrder(query, place, options, 'from')
}

/** A predicate of which every record sorts after the place: strictly by the first key, as {@link beforePlace} has it. Null when no predicate says it. */
export function beyondPlace(query: Query, place: Place, options: PlaceOptions): Predicate | null {
  return partOfOrder(query, place, options, 'beyond')
}

/** A predicate that holds for every record that sorts at the place or before it, and for the equals of its first key. Null when none says it. */
export function untilPlace(query: Query, place: Place, options: PlaceOptions): Predicate | null {
  return partOfOrder(query, place, options, 'until')
}

/** Before a place strictly, up to it, from it on, or beyond it strictly. */
type Side = 'before' | 'until' | 'from' | 'beyond'

function partOfOrder(
  query: Query,
  { id, valueOf }: Place,
  { schema, switches = defaultSwitches }: PlaceOptions,
  side: Side,
): Predicate | null {
  const [first] = canonicalOrder(query.orderBy)
  const { property, direction } = first ?? ({ property: idProperty, direction: 'asc' } as const)
  const value = property === idProperty ? id : (valueOf(property) ?? '')
  const unset: Predicate = { kind: 'presence', property, operator: 'notHas' }
  const isLater = side === 'from' || side === 'beyond'
  // Behind everything that is set is the only place that unset values tell: nothing is strictly beyond it, and everything is up to it.
  if (value === '')
    return switches.nullsLast && (side === 'from' || side === 'before')
      ? { ...unset, operator: isLater ? 'notHas' : 'has' }
      : null
  const isLess = (direction === 'asc') !== isLater
  // Every record has an id of its own: it has no equals, so before it is it, and from it on is what comes after it.
  const isStrict = property === idProperty ? isLater : side === 'before' || side === 'beyond'
  const operator = isLess ? (isStrict ? 'lt' : 'lte') : isStrict ? 'gt' : 'gte'
  const definition = propertyOf(schema, query.objectType, property, 'orderBy')
  if (refusalOfOperand('eq', property, definition, value) !== null) return null
  // Less and greater have to mean what the order means.
  if (!applies(operator, definition.type) || (isText(definition) && !switches.orderedStringsIgnoreCase)) return null
  const compared: Predicate = { kind: 'compare', property, operator, value }
  // A record without an id is not in HubSpot, and here it is known anyway.
  const isUnsetThere = switches.nullsLast === isLater && !(property === idProperty && isLater)
  return isUnsetThere ? { kind: 'or', of: [unset, compared] } : compared
}
