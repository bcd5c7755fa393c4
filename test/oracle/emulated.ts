import {
  planSearch,
  runPlan,
  type Associations,
  type PlanOutcome,
  type Query,
  type SearchAnswer,
  type SearchRequest,
} from '@holdfast/query'
import type { World, WorldRecord } from './world.ts'

/** Carries out the plan of a query against the emulator, over HTTP as it would be sent. */
export async function searchEmulator(
  world: World,
  query: Query,
  pageRows?: () => number,
): Promise<PlanOutcome<WorldRecord>> {
  const { schema, switches } = world
  const plan = planSearch(schema, query, { properties: ['hs_object_id'], switches })
  const records = new Map(
    world.records[query.objectType as keyof World['records']].map((record) => [record.id, record]),
  )
  const associations: Associations = {
    has: (_from, id, objectType, other, label) =>
      records.get(id)?.links.has(`${objectType} ${other} ${label ?? ''}`) ?? false,
    partners: () => [],
  }
  const running = runPlan<WorldRecord>(schema, plan, {
    switches,
    associations,
    ...(pageRows === undefined ? {} : { pageRows }),
  })
  let step = running.next()
  while (step.done !== true) step = running.next(await send(world, step.value))
  return step.value
}

interface Answer {
  readonly results: readonly { readonly id: string; readonly properties: Readonly<Record<string, string | null>> }[]
  readonly paging?: { readonly next: { readonly after: string } }
}

async function send({ emulator }: World, { objectType, body }: SearchRequest): Promise<SearchAnswer<WorldRecord>> {
  const response = await emulator.fetch(
    new Request(`https://api.hubapi.com/crm/objects/2026-09/${objectType}/search`, {
      method: 'POST',
      headers: { authorization: 'Bearer oracle', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
  if (response.status !== 200)
    throw new Error(`${response.status} ${await response.text()} for ${JSON.stringify(body)}`)
  const { results, paging } = (await response.json()) as Answer
  return {
    // What was answered is what the residual sees: a property that was not asked for is not there.
    records: results.map(({ id, properties }) => ({
      id,
      properties: {},
      links: new Set<string>(),
      read: (name) => properties[name] ?? null,
    })),
    after: paging?.next.after ?? null,
  }
}
