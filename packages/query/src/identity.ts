import { fingerprint } from '@holdfast/crm'
import {
  isAggregate,
  type AggregateQuery,
  type Include,
  type OrderKey,
  type Parameter,
  type Predicate,
  type Query,
  type Runnable,
} from './ast.ts'
import { isParameter } from './parameter.ts'
import { idProperty } from './property-of.ts'

/**
 * The identity of a query as text: equal for queries that say the same thing, whatever the order of keys, operands, selected names or includes,
 * however conjunctions are nested, and however often something is said twice.
 *
 * It compares what is written, not what follows from it: `not eq` and `neq or notHas` have different keys.
 */
export function queryKey(query: Runnable<Parameter>): string {
  return JSON.stringify(isAggregate(query) ? canonicalAggregate(query) : canonicalQuery(query, true))
}

/** A short text that stands for the {@link queryKey}: for names of files and rows of tables. Different queries have different ones but by accident. */
export function queryHash(query: Runnable<Parameter>): string {
  return fingerprint(queryKey(query))
}

/**
 * The identity of what has to be known to answer a query: its {@link queryKey} without what is shown of each record, so queries that differ only in
 * `select` (also in includes) share it.
 */
export function shapeKey(query: Query): string {
  return JSON.stringify(canonicalQuery(query, false))
}

/** The identity of a predicate as text, by the same rules as {@link queryKey}. */
export function predicateKey(predicate: Predicate<Parameter>): string {
  return JSON.stringify(canonicalPredicate(predicate))
}

/** The order without what cannot decide anything: a property named before, and the id at the end, which decides last anyway. */
export function canonicalOrder(orderBy: readonly OrderKey[]): readonly OrderKey[] {
  const keys = orderBy.filter((key, at) => orderBy.findIndex(({ property }) => property === key.property) === at)
  const last = keys.at(-1)
  return last?.property === idProperty && last.direction === 'asc' ? keys.slice(0, -1) : keys
}

/** JSON that means the same for equal things: arrays led by a word, never objects, whose keys would have an order. */
type Canonical = string | number | boolean | null | readonly Canonical[]

// What one row of figures is called and in which order does not matter to the inner query, whose own rows are not shown.
function canonicalAggregate({ of, groupBy, measures }: AggregateQuery<Parameter>): Canonical {
  return [
    'aggregate',
    canonicalQuery({ ...of, include: [] }, false),
    groupBy,
    sortedSet(measures.map(({ name, compute, property }) => [name, compute, property])),
  ]
}

function canonicalQuery(query: Query<Parameter>, withSelect: boolean): Canonical {
  const where = query.where === null ? always : canonicalPredicate(query.where)
  return [
    query.objectType,
    isAlways(where) ? null : where,
    query.search === null || query.search.trim() === '' ? null : query.search.trim(),
    withSelect && query.select !== null ? sortedSet(query.select) : null,
    canonicalOrder(query.orderBy).map(({ property, direction }) => [property, direction]),
    query.after === null ? null : [query.after.id, ...query.after.values],
    query.offset,
    query.limit,
    sortedSet(query.include.map((include) => canonicalInclude(include, withSelect))),
  ]
}

function canonicalInclude({ objectType, label, first, query }: Include<Parameter>, withSelect: boolean): Canonical {
  return [objectType, label, first, canonicalQuery(query, withSelect)]
}

// No wire value is a list, so a parameter is like none of them.
function canonicalOperand(operand: string | Parameter): Canonical {
  return typeof operand === 'string' ? operand : ['parameter', operand.parameter]
}

function canonicalPredicate(predicate: Predicate<Parameter>): Canonical {
  switch (predicate.kind) {
    case 'compare':
      return [predicate.operator, predicate.property, canonicalOperand(predicate.value)]
    case 'between':
      return ['between', predicate.property, canonicalOperand(predicate.from), canonicalOperand(predicate.to)]
    case 'list':
      return [
        predicate.operator,
        predicate.property,
        isParameter(predicate.values) ? canonicalOperand(predicate.values) : sortedSet(predicate.values),
      ]
    case 'presence':
      return [predicate.operator, predicate.property]
    case 'associated':
      return ['associated', predicate.objectType, canonicalOperand(predicate.id), predicate.label]
    case 'hasAssociated': {
      const where = predicate.where === null ? always : canonicalPredicate(predicate.where)
      return ['hasAssociated', predicate.objectType, predicate.label, isAlways(where) ? null : where]
    }
    case 'not': {
      const of = canonicalPredicate(predicate.of)
      return Array.isArray(of) && of[0] === 'not' ? (of[1] as Canonical) : ['not', of]
    }
    case 'and':
    case 'or': {
      const operands = sortedSet(predicate.of.flatMap((each) => spread(predicate.kind, canonicalPredicate(each))))
      return operands.length === 1 ? (operands[0] as Canonical) : [predicate.kind, ...operands]
    }
  }
}

const always: Canonical = ['and']

function isAlways(canonical: Canonical): boolean {
  return Array.isArray(canonical) && canonical.length === 1 && canonical[0] === 'and'
}

// An `and` within an `and` says nothing of its own; likewise `or`.
function spread(kind: 'and' | 'or', operand: Canonical): readonly Canonical[] {
  return Array.isArray(operand) && operand[0] === kind ? operand.slice(1) : [operand]
}

function sortedSet(items: readonly Canonical[]): readonly Canonical[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]))
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}
