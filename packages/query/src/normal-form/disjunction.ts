import { isAssociationPredicate, type AssociationPredicate, type Predicate } from '../ast.ts'
import { predicateKey } from '../identity.ts'
import type { Switches } from '../switches.ts'
import { pushNegations } from './negation.ts'

/** What a clause is made of: a question to one property, or to associations, there also negated. */
export type Literal =
  | Extract<Predicate, { readonly property: string }>
  | AssociationPredicate
  | { readonly kind: 'not'; readonly of: AssociationPredicate }

/** Literals of which all must hold. None at all always holds. */
export type Clause = readonly Literal[]

/**
 * A predicate as clauses of which one must hold: the form of HubSpot's filter groups. No clause at all matches nothing; an empty one matches everything.
 *
 * Said once: repeated literals, clauses that contradict themselves (`has` and `notHas`) and clauses that another one includes are left out.
 * Null when bringing it there would pass through more than `maxClauses` clauses (it can take exponentially many).
 */
export function disjunctionOf(predicate: Predicate, switches: Switches, maxClauses: number): readonly Clause[] | null {
  const clauses = expand(pushNegations(predicate, switches), switches, maxClauses)
  return clauses === null ? null : clauses.map(({ literals }) => [...literals.values()])
}

/** The predicate that a disjunction stands for. */
export function predicateOfClauses(clauses: readonly Clause[]): Predicate {
  return { kind: 'or', of: clauses.map((clause) => ({ kind: 'and', of: clause })) }
}

interface KeyedClause {
  /** By {@link predicateKey}. */
  readonly literals: ReadonlyMap<string, Literal>
}

function expand(predicate: Predicate, switches: Switches, maxClauses: number): readonly KeyedClause[] | null {
  switch (predicate.kind) {
    case 'or': {
      let all: readonly KeyedClause[] = []
      for (const each of predicate.of) {
        const clauses = expand(each, switches, maxClauses)
        if (clauses === null || all.length + clauses.length > maxClauses) return null
        all = withoutIncluded([...all, ...clauses])
      }
      return all
    }
    case 'and': {
      let product: readonly KeyedClause[] = [{ literals: new Map() }]
      for (const each of predicate.of) {
        const clauses = expand(each, switches, maxClauses)
        if (clauses === null || product.length * clauses.length > maxClauses) return null
        product = withoutIncluded(
          product.flatMap((left) => clauses.flatMap((right) => conjunction(left, right, switches))),
        )
      }
      return product
    }
    case 'not':
      if (!isAssociationPredicate(predicate.of)) throw new Error('Negations were not pushed to the leaves.')
      return [keyed({ kind: 'not', of: predicate.of })]
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
    case 'associated':
    case 'hasAssociated':
      return [keyed(predicate)]
  }
}

function keyed(literal: Literal): KeyedClause {
  return { literals: new Map([[predicateKey(literal), literal]]) }
}

// One clause, or none when the two contradict each other.
function conjunction(left: KeyedClause, right: KeyedClause, switches: Switches): readonly KeyedClause[] {
  const literals = new Map([...left.literals, ...right.literals])
  const set = new Set<string>()
  const unset = new Set<string>()
  for (const literal of literals.values()) {
    if (literal.kind === 'presence' && literal.operator === 'notHas') unset.add(literal.property)
    else if (literal.kind !== 'presence' && needsValue(literal, switches)) set.add(literal.property)
  }
  for (const [key, literal] of literals) {
    if (literal.kind === 'presence' && literal.operator === 'has') {
      if (unset.has(literal.property)) return []
      // Whatever asks for a certain value asks for a value.
      if (set.has(literal.property)) literals.delete(key)
    }
  }
  return [...unset].some((property) => set.has(property)) ? [] : [{ literals }]
}

function needsValue(
  literal: Literal,
  switches: Switches,
): literal is Exclude<Literal, AssociationPredicate | { kind: 'not' | 'presence' }> {
  if (literal.kind === 'not' || isAssociationPredicate(literal)) return false
  return !(literal.kind === 'compare' && literal.operator === 'notContainsToken' && switches.notContainsMatchesUnset)
}

// A clause that asks for everything another one asks for, and more, adds no record to it.
function withoutIncluded(clauses: readonly KeyedClause[]): readonly KeyedClause[] {
  return clauses.filter(
    (clause, at) =>
      !clauses.some(
        (other, otherAt) =>
          other !== clause && includes(clause, other) && (clause.literals.size > other.literals.size || otherAt < at),
      ),
  )
}

function includes(clause: KeyedClause, other: KeyedClause): boolean {
  if (clause.literals.size < other.literals.size) return false
  for (const key of other.literals.keys()) if (!clause.literals.has(key)) return false
  return true
}
