import {
  associationsIn,
  cursorOf,
  everyRecord,
  planSearch,
  rowsWanted,
  runPlan,
  searchLimits,
  stretchOf,
  type FoundLink,
  type Predicate,
  type Query,
  type RecordReader,
  type SearchPlan,
  type SearchRequest,
} from '@holdfast/query'
import { emptyEntry, type AssociationList, type CacheEntry, type StoredCoverage } from '../store/index.ts'
import { firstCursor, loadLists, loadRecords, type LoadContext, type LoadOptions } from './load.ts'
import { searchRecords, type FoundPage } from './search-records.ts'

/** What a reading has proved: see `Claim` of the planner, whose ledger makes statements of it. */
export interface Proof {
  readonly query: Query
  readonly boundary: { readonly id: string; readonly values: Readonly<Record<string, string | null>> } | null
  readonly total: number | null
  readonly asOf: number
}

/** What loading a query stands on, besides what loading does. */
export interface QueryContext extends LoadContext {
  /** As {@link Applier.apply}: what a load claims rests on everything that it stored before. */
  readonly apply: (entry: CacheEntry, begun?: number) => Promise<unknown>
  readonly losses: () => number
  /** The statements that a proof is worth. */
  readonly stating: (proof: Proof) => readonly StoredCoverage[]
}

/**
 * Reads a query's records by the searches of its plan, until `isEnough` or the end; what its predicate asks of associations is read with them. Each page
 * becomes durable together with the coverage it proves, after the lists that decide about it; at most one page is asked for ahead of that.
 *
 * Throws `query/not-searchable` for a query that would take too many searches.
 */
export async function loadQuery(
  context: QueryContext,
  query: Query,
  isEnough: () => boolean,
  options: LoadOptions,
): Promise<void> {
  const { replica } = context
  const { schema } = replica
  const plan = openEnded(planSearch(schema, query, { properties: replica.layout(query.objectType).names }))
  const begun = context.mark()
  const progress = createProgress(context, plan, rowsWanted(query))
  const asked = askedForAny(query.objectType, query.where)
  // A page costs the same request whether it is full or not.
  const running = runPlan<RecordReader>(schema, plan, { pageRows: () => searchLimits.pageRows })
  let step = running.next()
  while (step.done !== true) {
    const request = step.value
    if (request.kind === 'associations') {
      const lists = await loadLists(context, request.objectType, request.toObjectType, request.ids, options)
      step = running.next({ links: lists.flatMap(linksOf) })
      continue
    }
    // A page is stored while the next one is on its way, where that one is certainly wanted.
    const storing = progress.keep()
    if (!progress.isShort()) await storing
    if (!progress.isUnasked() && isEnough()) return await storing
    const asking = searchRecords(context, request.objectType, request.body, begun, options)
    await Promise.allSettled([storing, asking])
    await storing
    const page = await asking
    const ids = page.found.map(({ id }) => id)
    for (const pair of asked) if (pair.fromType === request.objectType) await loadPartners(context, pair, ids, options)
    progress.take(request, page)
    step = running.next({ records: page.found, after: page.after })
  }
  // What no partner can satisfy was not asked for; but a claim is as of a moment on HubSpot's clock, which an answer tells.
  if (progress.isUnasked()) {
    const request = { objectType: query.objectType, body: anyRecord }
    progress.take(request, await searchRecords(context, request.objectType, request.body, begun, options))
  }
  if (await progress.finish(step.value.rows)) return
  // Where no predicate says where the window ends, only all of the records prove anything.
  await loadQuery(context, { ...query, orderBy: [], after: null, offset: 0, limit: null }, isEnough, options)
}

// What was written here and is not sent yet may hide rows that HubSpot would count. So how many pages of one search are enough is for who asks to say.
function openEnded(plan: SearchPlan): SearchPlan {
  const { query } = plan
  if (query.limit === null || !isOneSearch(plan)) return plan
  return { ...plan, query: { ...query, limit: Number.MAX_SAFE_INTEGER - query.offset } }
}

const anyRecord: SearchRequest['body'] = {
  filterGroups: [],
  sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
  properties: [],
  limit: 1,
}

/** The page read last, kept when nothing more has to be read to know what it proves. */
interface Progress {
  readonly isUnasked: () => boolean
  /** Were fewer records found than are wanted? Then no answer can be enough yet. */
  readonly isShort: () => boolean
  readonly take: (request: SearchRequest, page: FoundPage) => void
  /** Makes it durable, if there is one. */
  readonly keep: () => Promise<void>
  /** The plan has come to its end with these rows; answers whether that proves anything. */
  readonly finish: (rows: readonly RecordReader[]) => Promise<boolean>
}

function createProgress(context: QueryContext, plan: SearchPlan, enough: number | null): Progress {
  const { query } = plan
  const { schema } = context.replica
  const begun = context.losses()
  let last: { readonly request: SearchRequest; readonly page: FoundPage } | null = null
  let asOf: number | null = null
  let total: number | null = null
  let found = 0

  async function apply(proofs: readonly Proof[]): Promise<void> {
    if (last === null) return
    const { objectType } = last.request
    const { records, asOf: readAt } = last.page
    last = null
    const entry = {
      ...emptyEntry,
      records: records.length === 0 ? [] : [{ objectType, records }],
      coverage: proofs.flatMap((proof) => context.stating(proof)),
      cursors: [...new Set([objectType, query.objectType])].flatMap((type) => firstCursor(context, type, readAt)),
    }
    await context.apply(entry, begun)
  }

  // Pages that follow each other in one order prove what comes before the last record.
  function proofOfPage(): Proof | null {
    const read = stretchOf(query, null, { schema })
    if (last === null || read === null || !isInOrder(plan, last.request)) return null
    const { found, after, asOf: readAt } = last.page
    const end = found.at(-1)
    if (after !== null && end === undefined) return null
    const orderBy = orderOf(plan)
    const boundary =
      after === null || end === undefined
        ? null
        : {
            id: end.id,
            values: Object.fromEntries(orderBy.map(({ property }) => [property, end.read(property)])),
          }
    return { query: { ...recordsOf(read), orderBy }, boundary, total, asOf: readAt }
  }

  // Everything up to the last row wanted was read, and everything when there are fewer rows.
  function proofOfPlan(rows: readonly RecordReader[]): Proof | null {
    const wanted = rowsWanted(query)
    const lastRow = wanted === null || rows.length + query.offset < wanted ? null : (rows.at(-1) ?? null)
    const read = stretchOf(query, lastRow === null ? null : cursorOf(query, lastRow), { schema })
    if (read === null || asOf === null) return null
    return { query: { ...recordsOf(read), orderBy: [] }, boundary: null, total: null, asOf }
  }

  return {
    take(request, page) {
      // Later pages count what is left.
      if (last === null && asOf === null && plan.residual === null && query.after === null) ({ total } = page)
      last = { request, page }
      asOf = page.asOf
      found += page.found.length
    },
    isUnasked: () => asOf === null,
    isShort: () => enough === null || found < enough,
    keep: () => apply([proofOfPage()].filter((proof) => proof !== null)),
    async finish(rows) {
      const proof = proofOfPage() ?? proofOfPlan(rows)
      const ofPartners = asOf === null ? [] : proofsOfPartners(plan, asOf)
      await apply(proof === null ? ofPartners : [...ofPartners, proof])
      return proof !== null
    },
  }
}

// Partners were all searched for, so that their ids could be.
function proofsOfPartners({ searches, subqueries }: SearchPlan, asOf: number): readonly Proof[] {
  if (searches.length === 0) return []
  return subqueries.flatMap(({ plan }) => [
    ...proofsOfPartners(plan, asOf),
    { query: recordsOf(plan.query), boundary: null, total: null, asOf },
  ])
}

function recordsOf({ objectType, where, search }: Query): Query {
  return { ...everyRecord(objectType), where, search }
}

/** Is this page one of a single search that goes through its order from the first record to the last? */
function isInOrder(plan: SearchPlan, { body }: SearchRequest): boolean {
  if (!isOneSearch(plan)) return false
  const { sort, searches } = plan
  const [order] = body.sorts
  const isSameSort = order?.propertyName === sort.propertyName && order.direction === sort.direction
  // Where paging by offset ends, groups that have no room for an id are parted.
  return isSameSort && Math.max(1, body.filterGroups.length) === Math.max(1, searches[0]?.length ?? 0)
}

function isOneSearch({ searches, subqueries }: SearchPlan): boolean {
  return searches.length === 1 && subqueries.length === 0
}

function orderOf({ sort: { propertyName: property, direction } }: SearchPlan): Query['orderBy'] {
  if (property === 'hs_object_id' && direction === 'ASCENDING') return []
  return [{ property, direction: direction === 'ASCENDING' ? 'asc' : 'desc' }]
}

/** Object types of which some records are asked whether they have partners of another type, whoever those are. */
interface AskedForAny {
  readonly fromType: string
  readonly toType: string
}

function askedForAny(fromType: string, where: Predicate | null): readonly AskedForAny[] {
  return associationsIn(where).flatMap((each) => {
    if (each.kind !== 'hasAssociated') return []
    return each.where === null ? [{ fromType, toType: each.objectType }] : askedForAny(each.objectType, each.where)
  })
}

// Search can tell who has partners of a type, but not which: on the device their lists decide, and the partners known here.
async function loadPartners(
  context: LoadContext,
  { fromType, toType }: AskedForAny,
  ids: readonly string[],
  options: LoadOptions,
): Promise<void> {
  const { replica } = context
  if (ids.length === 0) return
  const lists = await loadLists(context, fromType, toType, ids, options)
  const partners = new Set(lists.flatMap(({ links }) => links.map(([id]) => id)))
  const isKnown = (id: string): boolean => replica.table(toType).isKnown(replica.identities.keyOf(toType, id))
  const unread = [...partners].filter((id) => !isKnown(id))
  if (unread.length > 0) await loadRecords(context, toType, unread, options)
}

function linksOf({ fromId, links }: AssociationList): readonly FoundLink[] {
  return links.map(([to, labels]) => ({ from: fromId, to, labels: labels.filter((label) => label !== null) }))
}
