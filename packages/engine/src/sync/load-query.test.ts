import { defineSchema } from '@holdfast/crm'
import { createHubSpot } from '@holdfast/hubspot'
import { everyRecord } from '@holdfast/query'
import { expect, test } from 'vitest'
import { createLedger } from '../planner/index.ts'
import { seededRandom, systemTimers } from '../ports/index.ts'
import { createReplica } from '../replica/index.ts'
import { followChanges } from './delta.ts'
import { loadQuery } from './load-query.ts'

const names = Array.from({ length: 300 }, (_, at) => `property_number_${at}`)
const schema = defineSchema({
  p_wide: { properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), associations: {} },
})
const moment = '2026-11-25T10:00:00.000Z'
const now = Date.parse(moment)

/** An account of so many records, which refuses what HubSpot would: long bodies and large batches. Counts what it is asked. */
function account(size: number) {
  const asked = { searches: 0, reads: 0 }
  const record = (id: string, properties: readonly string[]) => ({
    id,
    properties: Object.fromEntries(properties.map((name) => [name, `${name} of ${id}`])),
    createdAt: moment,
    updatedAt: moment,
    archived: false,
  })
  async function answer(request: Request): Promise<Response> {
    const text = await request.text()
    const body = JSON.parse(text)
    if (request.url.endsWith('/search')) {
      asked.searches++
      if (text.length > 3_000) return Response.json({ status: 'error', message: 'too long' }, { status: 400 })
      const beyond = Number(
        body.filterGroups[0]?.filters.find((filter: { propertyName: string }) => filter.propertyName === 'hs_object_id')
          ?.value ?? 0,
      )
      const ids = Array.from({ length: size - beyond }, (_, at) => String(beyond + at + 1))
      const results = ids.slice(0, body.limit).map((id) => record(id, body.properties))
      const paging = ids.length > results.length ? { paging: { next: { after: String(results.length) } } } : {}
      return Response.json({ total: ids.length, results, ...paging })
    }
    asked.reads++
    if (body.inputs.length > 100) return Response.json({ status: 'error', message: 'too many' }, { status: 400 })
    const results = body.inputs.map(({ id }: { id: string }) => record(id, body.properties))
    return Response.json({ status: 'COMPLETE', results, startedAt: moment, completedAt: moment })
  }
  return { asked, answer }
}

test('[SY5] properties that no search body has room for are read by id, when records are searched for and when they are followed', async () => {
  const { asked, answer } = account(250)
  const replica = createReplica(schema)
  const ledger = createLedger(schema)
  const random = seededRandom(1)
  const context = {
    hubspot: createHubSpot({
      origin: 'http://hubspot.test',
      version: '2026-09',
      fetch: answer,
      clock: { now: () => now },
      timers: systemTimers,
      random: () => random.fraction(),
    }),
    replica,
    apply: async (entry: Parameters<typeof replica.applyEntry>[0]) => {
      for (const statement of entry.coverage) ledger.takeCoverage(statement)
      for (const cursor of entry.cursors) ledger.takeCursor(cursor)
      return replica.applyEntry(entry)
    },
    mark: () => () => now,
    cursor: (objectType: string) => ledger.cursor(objectType),
    takeCursor: (cursor: Parameters<typeof ledger.takeCursor>[0]) => ledger.takeCursor(cursor),
    stating: (proof: Parameters<typeof ledger.stating>[0]) => ledger.stating(proof),
  }
  const how = { lane: 'interactive', signal: new AbortController().signal } as const
  const valueOf = (id: string) =>
    replica.table('p_wide').get(replica.identities.keyOf('p_wide', id))?.read('property_number_299')

  await loadQuery(context, everyRecord('p_wide'), () => false, how)
  expect(asked).toEqual({ searches: 2, reads: 3 })
  expect(valueOf('250')).toBe('property_number_299 of 250')
  expect(ledger.missing(everyRecord('p_wide'))).toEqual([])

  await followChanges(context, 'p_wide', how)
  expect(asked).toEqual({ searches: 4, reads: 6 })
})
