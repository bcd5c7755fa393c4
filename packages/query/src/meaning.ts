import { describeObjectType } from '@holdfast/crm'
import type { AssociationPredicate, Predicate, Query } from './ast.ts'
import { conditionOf, type Condition, type ConditionContext } from './condition.ts'
import { noSearchedProperties } from './invalid-query.ts'

/** How tests of some kind are made and put together: of records one by one, or of the rows of a table. */
export interface TestMaker<Test> {
  readonly condition: (condition: Condition) => Test
  /** `part` is where in the query the predicate stands. */
  readonly associated: (predicate: AssociationPredicate, part: string) => Test
  /** Does the text of a property hold this one, which is in lower case, anywhere? */
  readonly holds: (name: string, text: string) => Test
  readonly every: (tests: readonly Test[]) => Test
  readonly some: (tests: readonly Test[]) => Test
  readonly not: (test: Test) => Test
}

/**
 * What a query asks, `where` and search text, as one test. Whoever evaluates queries says how each part is tested; what they mean together is said here.
 *
 * Throws `HoldfastError` `query/invalid` when the query names what the schema does not hold or gives an operand that is none of the property's type.
 */
export function meaningOf<Test>(
  { where, search }: Pick<Query, 'where' | 'search'>,
  context: ConditionContext,
  make: TestMaker<Test>,
): Test {
  const tests = where === null ? [] : [meaningOfPredicate(where, context, make, 'where')]
  return make.every([...tests, ...meaningOfSearch(search, context.objectType, make)])
}

/** What a predicate that stands at `part` of a query asks, as one test; throws as {@link meaningOf} does. */
export function meaningOfPredicate<Test>(
  predicate: Predicate,
  context: ConditionContext,
  make: TestMaker<Test>,
  part: string,
): Test {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const tests = predicate.of.map((each, at) => meaningOfPredicate(each, context, make, `${part}.of[${at}]`))
      return predicate.kind === 'and' ? make.every(tests) : make.some(tests)
    }
    case 'not':
      return make.not(meaningOfPredicate(predicate.of, context, make, `${part}.of`))
    case 'associated':
    case 'hasAssociated':
      return make.associated(predicate, part)
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return make.condition(conditionOf(predicate, context, part))
  }
}

// Every word must occur in one of the properties that HubSpot searches for the type; which word in which does not matter.
function meaningOfSearch<Test>(search: string | null, objectType: string, make: TestMaker<Test>): readonly Test[] {
  const words = search?.toLowerCase().match(/\S+/g) ?? []
  if (words.length === 0) return []
  const { searchedProperties } = describeObjectType(objectType)
  if (searchedProperties.length === 0) throw noSearchedProperties(objectType)
  return words.map((word) => make.some(searchedProperties.map((name) => make.holds(name, word))))
}
