import { associationsIn, type AssociationPredicate, type Predicate } from '../ast.ts'
import { predicateKey } from '../identity.ts'
import { idProperty } from '../property-of.ts'

/** A question to associated records: it is answered before the question it is part of. */
export type Subquery = Extract<Predicate, { readonly kind: 'hasAssociated' }> & { readonly where: Predicate }

/** The ids of the records that have the partner a subquery asks for, by its `predicateKey`. */
export type SubqueryAnswers = ReadonlyMap<string, readonly string[]>

/** The subqueries of a predicate, each once; those within them are their own. */
export function subqueriesIn(predicate: Predicate | null): readonly Subquery[] {
  const subqueries = associationsIn(predicate).filter((association) => isSubquery(association))
  return [...new Map(subqueries.map((subquery) => [predicateKey(subquery), subquery])).values()]
}

/** The object types whose lists of associations decide a predicate; subqueries are not decided by lists. */
export function listedTypesIn(predicate: Predicate | null): readonly string[] {
  const listed = associationsIn(predicate).filter((association) => !isSubquery(association))
  return [...new Set(listed.map(({ objectType }) => objectType))]
}

/** The same predicate with those subqueries that are answered said by their answers. */
export function withAnswers(predicate: Predicate, answers: SubqueryAnswers): Predicate {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { kind: predicate.kind, of: predicate.of.map((each) => withAnswers(each, answers)) }
    case 'not':
      return { kind: 'not', of: withAnswers(predicate.of, answers) }
    case 'hasAssociated': {
      const values = answers.get(predicateKey(predicate))
      return values === undefined ? predicate : { kind: 'list', property: idProperty, operator: 'in', values }
    }
    case 'associated':
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return predicate
  }
}

function isSubquery(association: AssociationPredicate): association is Subquery {
  return association.kind === 'hasAssociated' && association.where !== null
}
