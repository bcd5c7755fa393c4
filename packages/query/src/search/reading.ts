import { compareIds, type Schema } from '@holdfast/crm'
import { rowsWanted, type Predicate } from '../ast.ts'
import { compileOrder, type Matches, type Order, type RecordReader } from '../compare.ts'
import { compileAfter } from '../cursor.ts'
import { compilePredicate, type Associations, type EvaluateOptions } from '../evaluate.ts'
import { idProperty } from '../property-of.ts'
import { askAssociations, type PlanSteps, type PlanWork } from './ask.ts'
import type { SearchPlan } from './plan.ts'
import { listedTypesIn } from './subqueries.ts'

/** The rows found so far. */
export interface Reading<R extends RecordReader> {
  /** Takes a page in; `isWhole` when its search was wider than planned, so that the whole predicate decides. */
  readonly take: (records: readonly R[], isWhole: boolean) => PlanSteps<R, void>
  /** Can nothing that sorts at or after this record be among the rows wanted? */
  readonly isEnough: (last: R) => boolean
  /** The rows of the query, in its order. */
  readonly rows: () => readonly R[]
}

/** Reads pages, asking for the lists of associations that decide about their records unless `options` know them. */
export function createReading<R extends RecordReader>(
  schema: Schema,
  plan: SearchPlan,
  options: EvaluateOptions,
  work: PlanWork,
): Reading<R> {
  const { query } = plan
  const order = compileOrder(schema, query, options.switches)
  const isBefore = strictlyBefore(schema, plan, options)
  const isAfter = compileAfter(schema, query, options.switches)
  const wanted = rowsWanted(query)
  const lists = createLists<R>(query.objectType, work)
  const deciding = (where: Predicate | null): Deciding => ({
    matches: compilePredicate(
      schema,
      { objectType: query.objectType, where, search: null },
      { associations: lists.associations, ...options },
    ),
    listedTypes: options.associations === undefined ? listedTypesIn(where) : [],
  })
  const residual = deciding(plan.residual)
  let whole: Deciding | null = null
  const seen = new Set<string>()
  const rows: R[] = []

  return {
    *take(records, isWhole) {
      const { matches, listedTypes } = isWhole ? (whole ??= deciding(query.where)) : residual
      const later = records.filter((record) => isAfter(record))
      yield* lists.read(later, listedTypes)
      for (const record of later) {
        if (seen.has(record.id) || !matches(record)) continue
        seen.add(record.id)
        rows.push(record)
      }
      if (wanted === null || rows.length < wanted) return
      // What is beyond the rows wanted now is so for ever.
      rows.sort(order)
      rows.length = wanted
    },
    isEnough(last) {
      const least = wanted === null ? undefined : rows[wanted - 1]
      return least !== undefined && isBefore(least, last)
    },
    rows: () => rows.toSorted(order).slice(query.offset),
  }
}

interface Deciding {
  readonly matches: Matches
  /** The object types whose lists it looks at. */
  readonly listedTypes: readonly string[]
}

interface Lists<R extends RecordReader> {
  /** Asks for the lists of those records that were not read yet. */
  readonly read: (records: readonly R[], toTypes: readonly string[]) => PlanSteps<R, void>
  readonly associations: Associations
}

function createLists<R extends RecordReader>(objectType: string, work: PlanWork): Lists<R> {
  // By other type and record, the labels of each partner.
  const lists = new Map<string, Map<string, readonly string[]>>()
  const keyOf = (toType: string, id: string): string => `${toType} ${id}`
  return {
    *read(records, toTypes) {
      for (const toObjectType of toTypes) {
        const ids = records.map(({ id }) => id).filter((id) => !lists.has(keyOf(toObjectType, id)))
        for (const id of ids) lists.set(keyOf(toObjectType, id), new Map())
        for (const { from, to, labels } of yield* askAssociations<R>({ objectType, ids, toObjectType }, work))
          lists.get(keyOf(toObjectType, from))?.set(to, labels)
      }
    },
    associations: {
      has(_fromType, fromId, toType, toId, label) {
        const labels = lists.get(keyOf(toType, fromId))?.get(toId)
        return labels !== undefined && (label === null || labels.includes(label))
      },
      // Asked only whether there are any: what partners hold is a subquery, and answered before.
      partners(_fromType, fromId, toType, label) {
        const partners = [...(lists.get(keyOf(toType, fromId)) ?? [])]
        return partners.flatMap(([id, labels]) =>
          label === null || labels.includes(label) ? [{ id, read: () => null }] : [],
        )
      },
    },
  }
}

// By the key that HubSpot sorts by alone: how it orders equals is not documented, so one of them may come on the next page.
function strictlyBefore(
  schema: Schema,
  { query, sort }: SearchPlan,
  options: EvaluateOptions,
): (a: RecordReader, b: RecordReader) => boolean {
  if (sort.propertyName === idProperty) {
    const sign = sort.direction === 'ASCENDING' ? 1 : -1
    return (a, b) => sign * compareIds(a.id, b.id) <= 0
  }
  const order: Order = compileOrder(
    schema,
    {
      objectType: query.objectType,
      orderBy: [{ property: sort.propertyName, direction: sort.direction === 'ASCENDING' ? 'asc' : 'desc' }],
    },
    options.switches,
  )
  // Of two that sort alike the id would decide, here in either direction.
  return (a, b) => order({ ...read(a), id: '1' }, { ...read(b), id: '0' }) < 0
}

function read(record: RecordReader): { readonly read: (name: string) => string | null } {
  return { read: (name) => record.read(name) }
}
