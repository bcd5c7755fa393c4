import { isHoldfastError, type Schema } from '@holdfast/crm'
import { isAssociationPredicate, type Predicate } from '../ast.ts'
import { pushNegations, type Literal } from '../normal-form/index.ts'
import type { Switches } from '../switches.ts'
import { compileClause } from './request.ts'

/** A predicate in two parts: what search can say, which matches too much if anything, and what the device then still has to ask. */
export interface Parted {
  readonly searchable: Predicate
  /** Null when search says it all. */
  readonly residual: Predicate | null
  /** The parts that search cannot say, as `query/not-searchable` names them. */
  readonly unsaid: readonly string[]
}

/**
 * Parts a predicate. Negations come to the leaves first, so that leaving a literal out can only match more; an association by label is searched for
 * without it. The residual is the conjuncts that were touched, as they were.
 */
export function partResidual(schema: Schema, objectType: string, where: Predicate, switches: Switches): Parted {
  const parted = conjunctsOf(where).map((conjunct) => {
    const unsaid = new Set<string>()
    const searchable = widened(pushNegations(conjunct, switches), schema, objectType, unsaid)
    return { conjunct, searchable, unsaid }
  })
  const residual = parted.filter(({ unsaid }) => unsaid.size > 0).map(({ conjunct }) => conjunct)
  return {
    searchable: { kind: 'and', of: parted.map(({ searchable }) => searchable) },
    residual: residual.length === 0 ? null : { kind: 'and', of: residual },
    unsaid: [...new Set(parted.flatMap(({ unsaid }) => [...unsaid]))],
  }
}

/** The predicates that all must hold. */
export function conjunctsOf(where: Predicate): readonly Predicate[] {
  return where.kind === 'and' ? where.of.flatMap(conjunctsOf) : [where]
}

const always: Predicate = { kind: 'and', of: [] }

function widened(predicate: Predicate, schema: Schema, objectType: string, unsaid: Set<string>): Predicate {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { kind: predicate.kind, of: predicate.of.map((each) => widened(each, schema, objectType, unsaid)) }
    case 'not':
      if (!isAssociationPredicate(predicate.of)) throw new Error('Negations were not pushed to the leaves.')
      return widenedLiteral({ kind: 'not', of: predicate.of }, schema, objectType, unsaid)
    case 'associated':
    case 'hasAssociated':
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return widenedLiteral(predicate, schema, objectType, unsaid)
  }
}

function widenedLiteral(literal: Literal, schema: Schema, objectType: string, unsaid: Set<string>): Predicate {
  const part = unsaidPart(schema, objectType, literal)
  if (part === null) return literal
  unsaid.add(part)
  if (literal.kind !== 'associated' || literal.label === null) return always
  const unlabelled = { ...literal, label: null }
  return unsaidPart(schema, objectType, unlabelled) === null ? unlabelled : always
}

// The compiler knows what it cannot say; asking it keeps that knowledge in one place.
function unsaidPart(schema: Schema, objectType: string, literal: Literal): string | null {
  try {
    compileClause(schema, objectType, [literal])
    return null
  } catch (error) {
    if (isHoldfastError(error, 'query/not-searchable')) return error.details.part
    throw error
  }
}
