import { findObjectType, type Schema } from '@holdfast/crm'
import type { Parameter, Predicate, Query } from '../ast.ts'
import { canonicalOrder } from '../identity.ts'
import { idProperty, propertyOf } from '../property-of.ts'
import { isFilterable } from './unfilterable.ts'

/**
 * What of a query HubSpot's search cannot say, so that the device has to look at what it finds:
 *
 * - `label`: an association by its label
 * - `custom-object-type`: an association from or to a custom object type
 * - `not-associated`: the absence of an association
 * - `has-associated`: what an associated record holds
 * - `unfilterable`: the text of an activity
 * - `order`: more than one key that decides
 * - `after`: going on at a place in an order
 */
export type ResidualReason =
  | 'label'
  | 'custom-object-type'
  | 'not-associated'
  | 'has-associated'
  | 'unfilterable'
  | 'order'
  | 'after'

/**
 * The reasons for which a query leaves something to the device, whatever its operands are; none when search can say it in full. This is the same answer
 * that `ResidualOf` gives of a query's type.
 *
 * What depends on operands is not among them: a plan also sifts when a query takes more filters than requests hold, or names a record that HubSpot does not
 * know yet.
 */
export function residualReasons(schema: Schema, query: Query<Parameter>): readonly ResidualReason[] {
  const { objectType, where, orderBy, after } = query
  const reasons = new Set(where === null ? [] : reasonsOf(where, false, objectType))
  if (decidingKeys(orderBy) > 1) reasons.add('order')
  if (after !== null) reasons.add('after')
  for (const { property } of orderBy) propertyOf(schema, objectType, property, 'orderBy')
  return [...reasons].sort()
}

// Negations are followed to the leaves, as they are pushed there before a search is made.
function reasonsOf(predicate: Predicate<Parameter>, isNegated: boolean, objectType: string): readonly ResidualReason[] {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.of.flatMap((each) => reasonsOf(each, isNegated, objectType))
    case 'not':
      return reasonsOf(predicate.of, !isNegated, objectType)
    case 'hasAssociated':
      return ['has-associated']
    case 'associated':
      return [
        ...(isNegated ? (['not-associated'] as const) : []),
        ...(predicate.label === null ? [] : (['label'] as const)),
        ...(isStandard(objectType) && isStandard(predicate.objectType) ? [] : (['custom-object-type'] as const)),
      ]
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return isFilterable(objectType, predicate.property) ? [] : ['unfilterable']
  }
}

function isStandard(objectType: string): boolean {
  return findObjectType(objectType) !== undefined
}

function decidingKeys(orderBy: Query['orderBy']): number {
  const keys = canonicalOrder(orderBy)
  const byId = keys.findIndex(({ property }) => property === idProperty)
  return byId === -1 ? keys.length : byId + 1
}
