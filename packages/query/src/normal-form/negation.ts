import type { ComparisonOperator, Predicate } from '../ast.ts'
import { operatorFacts, takesOperand } from '../operators.ts'
import type { Switches } from '../switches.ts'

/**
 * The same predicate with `not` only directly around `associated` and `hasAssociated`, which have no complement.
 *
 * For every record, set or unset, it holds exactly when the given one does: `not eq` becomes `neq` or `notHas`, because HubSpot's `neq`
 * asks for a value. Empty lists become `or()` (nothing) and `has`.
 */
export function pushNegations(predicate: Predicate, switches: Switches): Predicate {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { kind: predicate.kind, of: predicate.of.map((each) => pushNegations(each, switches)) }
    case 'not':
      return negate(predicate.of, switches)
    case 'list':
      return withoutEmptyList(predicate)
    case 'compare':
    case 'between':
    case 'presence':
    case 'associated':
    case 'hasAssociated':
      return predicate
  }
}

function negate(predicate: Predicate, switches: Switches): Predicate {
  switch (predicate.kind) {
    case 'and':
      return { kind: 'or', of: predicate.of.map((each) => negate(each, switches)) }
    case 'or':
      return { kind: 'and', of: predicate.of.map((each) => negate(each, switches)) }
    case 'not':
      return pushNegations(predicate.of, switches)
    case 'associated':
    case 'hasAssociated':
      return { kind: 'not', of: predicate }
    case 'presence':
      return { ...predicate, operator: predicate.operator === 'has' ? 'notHas' : 'has' }
    case 'list': {
      const complement = { ...predicate, operator: predicate.operator === 'in' ? 'notIn' : 'in' } as const
      return orUnset(predicate.property, withoutEmptyList(complement))
    }
    case 'between': {
      const { property, from, to } = predicate
      return orUnset(
        property,
        { kind: 'compare', property, operator: 'lt', value: from },
        { kind: 'compare', property, operator: 'gt', value: to },
      )
    }
    case 'compare': {
      const complement: Predicate = { ...predicate, operator: complementOf(predicate.operator) }
      // What matches unset records already must not match them again when negated.
      if (predicate.operator === 'notContainsToken' && switches.notContainsMatchesUnset) return complement
      return orUnset(predicate.property, complement)
    }
  }
}

function complementOf(operator: ComparisonOperator): ComparisonOperator {
  const [complement] = operatorFacts(operator).complement
  if (complement === undefined || !takesOperand(complement, 'value'))
    throw new Error(`"${operator}" has no complement.`)
  return complement
}

function orUnset(property: string, ...alternatives: readonly Predicate[]): Predicate {
  return { kind: 'or', of: [...alternatives, { kind: 'presence', property, operator: 'notHas' }] }
}

function withoutEmptyList(predicate: Extract<Predicate, { kind: 'list' }>): Predicate {
  if (predicate.values.length > 0) return predicate
  return predicate.operator === 'in'
    ? { kind: 'or', of: [] }
    : { kind: 'presence', property: predicate.property, operator: 'has' }
}
