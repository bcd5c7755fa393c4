import type { Schema } from '@holdfast/crm'
import type { Query } from './ast.ts'
import { compileOrder, wireReader, type RecordReader } from './compare.ts'
import { valueTest } from './condition.ts'
import { meaningOf, type TestMaker } from './meaning.ts'
import { defaultSwitches, type Switches } from './switches.ts'

/** Is the record associated with that one? A null label asks for any association, a label for one of that label. */
export type AssociationTest = (recordId: string, objectType: string, id: string, label: string | null) => boolean

/** Does the record match? */
export type Matches = (record: RecordReader) => boolean

/** What evaluation may need besides schema and query. */
export interface EvaluateOptions {
  readonly switches?: Switches
  /** Needed when the query asks for associations. */
  readonly associated?: AssociationTest
}

/**
 * The meaning of a query on one record, as HubSpot's search has it: `where` and the search text, compiled to a closure once, so that nothing of the query
 * is interpreted per record.
 *
 * Throws `HoldfastError` `query/invalid` when the query names what the schema does not hold or gives an operand that is none of the property's
 * type, and `TypeError` when it asks for associations and no `associated` is given.
 */
export function compilePredicate(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'where' | 'search'>,
  options: EvaluateOptions = {},
): Matches {
  const { associated, switches = defaultSwitches } = options
  return meaningOf(query, { schema, objectType: query.objectType, switches }, recordTests(associated))
}

/** The records a query wants, in its order: the plain way, without an index. Its includes are not followed. */
export function runQuery<R extends RecordReader>(
  schema: Schema,
  query: Query,
  records: Iterable<R>,
  options: EvaluateOptions = {},
): R[] {
  const matches = compilePredicate(schema, query, options)
  const rows = [...records].filter((record) => matches(record)).sort(compileOrder(schema, query, options.switches))
  return query.limit === null ? rows : rows.slice(0, query.limit)
}

function recordTests(associated: AssociationTest | undefined): TestMaker<Matches> {
  return {
    condition(condition) {
      const test = valueTest(condition)
      const wireOf = wireReader(condition.name)
      return (record) => test(wireOf(record))
    },
    associated({ objectType, id, label }) {
      if (associated === undefined) throw associationsNotGiven()
      return (record) => associated(record.id, objectType, id, label)
    },
    holds: (name, text) => (record) => record.read(name)?.toLowerCase().includes(text) ?? false,
    every(tests) {
      const [only, ...others] = tests
      return only !== undefined && others.length === 0 ? only : (record) => tests.every((matches) => matches(record))
    },
    some: (tests) => (record) => tests.some((matches) => matches(record)),
    not: (matches) => (record) => !matches(record),
  }
}

/** The mistake of evaluating a query that asks for associations without saying how to know them. */
export function associationsNotGiven(): TypeError {
  return new TypeError('This query asks for associations: give `associated` to evaluate it.')
}
