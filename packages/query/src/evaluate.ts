import type { Schema } from '@holdfast/crm'
import { rowsWanted, type AssociationPredicate, type Query } from './ast.ts'
import { compileOrder, wireReader, type Matches, type RecordReader } from './compare.ts'
import { valueTest, type ConditionContext } from './condition.ts'
import { compileAfter } from './cursor.ts'
import { meaningOf, meaningOfPredicate, type TestMaker } from './meaning.ts'
import { defaultSwitches, type Switches } from './switches.ts'

/** Who is associated with whom. A null label asks for any association, a label for one of that label. */
export interface Associations {
  /** Is that record of `fromType` associated with that one of `toType`? */
  readonly has: (fromType: string, fromId: string, toType: string, toId: string, label: string | null) => boolean
  /** The records of `toType` that it is associated with, to be asked in their turn. */
  readonly partners: (fromType: string, fromId: string, toType: string, label: string | null) => Iterable<RecordReader>
}

/** What evaluation may need besides schema and query. */
export interface EvaluateOptions {
  readonly switches?: Switches
  /** Needed when the query asks for associations. */
  readonly associations?: Associations
}

/** What reading a query depends on, and what evaluating it may need. */
export interface EvaluateContext extends ConditionContext {
  readonly associations: Associations | undefined
}

/**
 * The meaning of a query on one record, as HubSpot's search has it: `where` and the search text, compiled to a closure once, so that nothing of the query
 * is interpreted per record.
 *
 * Throws `HoldfastError` `query/invalid` when the query names what the schema does not hold or gives an operand that is none of the property's
 * type, and `TypeError` when it asks for associations and no `associations` are given.
 */
export function compilePredicate(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'where' | 'search'>,
  options: EvaluateOptions = {},
): Matches {
  const context = evaluateContext(schema, query.objectType, options)
  return meaningOf(query, context, recordTests(context))
}

/** The records a query wants, in its order: the plain way, without an index. Its includes are not followed. */
export function runQuery<R extends RecordReader>(
  schema: Schema,
  query: Query,
  records: Iterable<R>,
  options: EvaluateOptions = {},
): R[] {
  const matches = compilePredicate(schema, query, options)
  const isAfter = compileAfter(schema, query, options.switches)
  const rows = [...records].filter((record) => matches(record) && isAfter(record))
  rows.sort(compileOrder(schema, query, options.switches))
  return rows.slice(query.offset, rowsWanted(query) ?? rows.length)
}

/** The context of a query's own records; {@link compileAssociation} goes on to those of their partners. */
export function evaluateContext(schema: Schema, objectType: string, options: EvaluateOptions): EvaluateContext {
  const { switches = defaultSwitches, associations } = options
  return { schema, objectType, switches, associations }
}

/**
 * The meaning of a predicate about associations, on the record that has them.
 *
 * Throws `TypeError` when nobody said how to know them.
 */
export function compileAssociation(predicate: AssociationPredicate, context: EvaluateContext, part: string): Matches {
  const { objectType: fromType, associations } = context
  if (associations === undefined)
    throw new TypeError('This query asks for associations: give `associations` to evaluate it.')
  const { objectType, label } = predicate
  switch (predicate.kind) {
    case 'associated':
      return (record) => associations.has(fromType, record.id, objectType, predicate.id, label)
    case 'hasAssociated': {
      const partner = { ...context, objectType }
      const matches =
        predicate.where === null
          ? () => true
          : meaningOfPredicate(predicate.where, partner, recordTests(partner), `${part}.where`)
      return (record) => {
        for (const each of associations.partners(fromType, record.id, objectType, label)) if (matches(each)) return true
        return false
      }
    }
  }
}

function recordTests(context: EvaluateContext): TestMaker<Matches> {
  return {
    condition(condition) {
      const test = valueTest(condition)
      const wireOf = wireReader(condition.name)
      return (record) => test(wireOf(record))
    },
    associated: (predicate, part) => compileAssociation(predicate, context, part),
    holds: (name, text) => (record) => record.read(name)?.toLowerCase().includes(text) ?? false,
    every(tests) {
      const [only, ...others] = tests
      return only !== undefined && others.length === 0 ? only : (record) => tests.every((matches) => matches(record))
    },
    some: (tests) => (record) => tests.some((matches) => matches(record)),
    not: (matches) => (record) => !matches(record),
  }
}
