import { isHoldfastError, labelName, type Schema } from '@holdfast/crm'
import type { Emulator } from '@holdfast/emulator'
import {
  compileSearch,
  planSearch,
  runPlan,
  type AssociationsAnswer,
  type AssociationsRequest,
  type PlanAnswer,
  type PlanOutcome,
  type PlanRequest,
  type Query,
  type RecordReader,
  type SearchAnswer,
  type SearchOptions,
  type SearchRequest,
} from '@holdfast/query'
import type { World } from './world.ts'

/** An account, and how it decides what HubSpot leaves open. */
export type Account = Pick<World, 'schema' | 'switches' | 'emulator'>

/** Carries out the plan of a query against the emulator, over HTTP as it would be sent. What was not asked for is not known. */
export async function searchEmulator(
  { schema, switches, emulator }: Account,
  query: Query,
  pageRows?: () => number,
): Promise<PlanOutcome<RecordReader>> {
  const plan = planSearch(schema, query, { properties: ['hs_object_id'], switches })
  const running = runPlan<RecordReader>(schema, plan, { switches, ...(pageRows === undefined ? {} : { pageRows }) })
  let step = running.next()
  while (step.done !== true) step = running.next(await answerOf(emulator, step.value))
  return step.value
}

/** The ids that one search request finds, page by page; null when the query does not fit one. */
export async function searchAtOnce(
  { schema, switches, emulator }: Account,
  query: Query,
  pageRows: () => number,
): Promise<readonly string[] | null> {
  const ids: string[] = []
  let after: string | null = null
  do {
    const page: SearchRequest | null = requestOrNull(schema, query, {
      properties: ['hs_object_id'],
      switches,
      limit: pageRows(),
      ...(after === null ? {} : { after }),
    })
    if (page === null) return null
    const answer: SearchAnswer<RecordReader> = await search(emulator, page)
    ids.push(...answer.records.map(({ id }) => id))
    after = answer.after
  } while (after !== null && (query.limit === null || ids.length < query.limit))
  return ids.slice(0, query.limit ?? ids.length)
}

function requestOrNull(schema: Schema, query: Query, options: SearchOptions): SearchRequest | null {
  try {
    return compileSearch(schema, query, options)
  } catch (error) {
    if (isHoldfastError(error, 'query/not-searchable')) return null
    throw error
  }
}

/** What the emulator answers to a request of a plan. */
export async function answerOf(emulator: Emulator, request: PlanRequest): Promise<PlanAnswer<RecordReader>> {
  switch (request.kind) {
    case 'search':
      return await search(emulator, request)
    case 'associations':
      return await readAssociations(emulator, request)
  }
}

async function search(emulator: Emulator, { objectType, body }: SearchRequest): Promise<SearchAnswer<RecordReader>> {
  const { results, paging } = (await post(emulator, `objects/2026-09/${objectType}/search`, body)) as {
    readonly results: readonly { readonly id: string; readonly properties: Readonly<Record<string, string | null>> }[]
    readonly paging?: { readonly next: { readonly after: string } }
  }
  return {
    // What was answered is what the residual sees: a property that was not asked for is not there.
    records: results.map(({ id, properties }) => ({ id, read: (name) => properties[name] ?? null })),
    after: paging?.next.after ?? null,
  }
}

async function readAssociations(
  emulator: Emulator,
  { objectType, toObjectType, ids }: AssociationsRequest,
): Promise<AssociationsAnswer> {
  const path = `associations/2026-09/${objectType}/${toObjectType}/batch/read`
  const { results } = (await post(emulator, path, { inputs: ids.map((id) => ({ id })) })) as {
    readonly results: readonly {
      readonly from: { readonly id: string }
      readonly to: readonly {
        readonly toObjectId: string | number
        readonly associationTypes: readonly { readonly label: string | null }[]
      }[]
    }[]
  }
  const links = results.flatMap(({ from, to }) =>
    to.map(({ toObjectId, associationTypes }) => ({
      from: from.id,
      to: String(toObjectId),
      labels: associationTypes.flatMap(({ label }) => (label === null ? [] : [labelName(label)])),
    })),
  )
  return { links }
}

async function post(emulator: Emulator, path: string, body: unknown): Promise<unknown> {
  const response = await emulator.fetch(
    new Request(`https://api.hubapi.com/crm/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer oracle', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
  if (response.status === 200 || response.status === 207) return await response.json()
  throw new Error(`${response.status} ${await response.text()} for ${path} ${JSON.stringify(body)}`)
}
