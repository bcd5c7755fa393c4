import { openCrm, type Crm } from '@holdfast/client'
import { recordId, type Instant } from '@holdfast/crm'
import { firstValueFrom, filter } from 'rxjs'
import { tableNames, tableSizes } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { ContactPatch } from '../data/writes.ts'
import type { AnyRead, Peer } from '../page/peer.ts'
import type { StandInStart } from './hubspot.worker.ts'
import { schema } from './schema.ts'
import type { StandInPort } from './stand-in.ts'

type App = Crm<typeof schema>

/**
 * Holdfast through its public API: `openCrm` in the page, `startEngine` in the app's worker. Rows come in as they do for a user, by queries that the
 * engine answers with searches; HubSpot is a worker that answers at once. In every other page there is no HubSpot: the account is offline.
 */
export function createPeer(): Peer {
  let app: App | undefined
  let engine: Worker | undefined

  function crm(): App {
    if (app === undefined) throw new Error('Open it first.')
    return app
  }

  const lists = (list: ListParameters) =>
    crm()
      .contacts.where('hubspot_owner_id', 'eq', list.owner)
      .where('lifecyclestage', 'in', list.stages)
      .orderBy('lastmodifieddate', 'desc')
      .limit(listRows)

  const read = {
    get: async ({ id }) => [await crm().contacts.read(recordId('contacts', id))].filter((row) => row !== null),
    eq: async ({ owner }) => (await crm().contacts.where('hubspot_owner_id', 'eq', owner).get()).rows,
    list: async (list) => (await lists(list).get()).rows,
    range: async ({ from, to }) =>
      (
        await crm()
          .deals.where('closedate', 'gte', Date.parse(from) as Instant)
          .where('closedate', 'lt', Date.parse(to) as Instant)
          .orderBy('amount', 'desc')
          .limit(listRows)
          .get()
      ).rows,
    and: async ({ owner, stages, amount }) =>
      (
        await crm()
          .deals.where('hubspot_owner_id', 'eq', owner)
          .where('dealstage', 'in', stages)
          .where('amount', 'gte', amount)
          .get()
      ).rows,
    or: async ({ city, jobtitle, company }) =>
      (
        await crm()
          .contacts.where(({ or, f }) =>
            or(f('city', 'eq', city), f('jobtitle', 'eq', jobtitle), f('company', 'eq', company)),
          )
          .get()
      ).rows,
    token: async ({ word }) =>
      (
        await crm()
          .contacts.where('lastname', 'containsToken', word)
          .orderBy('lastmodifieddate', 'desc')
          .limit(listRows)
          .get()
      ).rows,
    count: async ({ stage }) =>
      (await crm().contacts.where('lifecyclestage', 'eq', stage).count().get()).rows[0]?.count ?? Number.NaN,
    include: async ({ owner }) =>
      (
        await crm()
          .deals.where('hubspot_owner_id', 'eq', owner)
          .include({ contacts: (contacts) => contacts.first() })
          .orderBy('closedate', 'asc')
          .limit(listRows)
          .get()
      ).rows.map((deal) => ({ id: deal.id, contact: deal.contacts })),
    join: async ({ companies }) =>
      (
        await crm()
          .deals.hasAssociated('contacts', ({ or, associatedTo }) =>
            or(...companies.map((id) => associatedTo('companies', recordId('companies', id)))),
          )
          .get()
      ).rows,
  } satisfies Peer['read']

  return {
    async open() {
      app = await openCrm({
        schema,
        account: 'bench',
        deadlineMs: 120_000,
        runDeadlineMs: 600_000,
        graceMs: 0,
        worker: () => {
          engine = new Worker(new URL('./crm.worker.ts', import.meta.url), { type: 'module', name: 'engine' })
          return engine
        },
      })
    },
    async pull(contacts) {
      if (engine === undefined) throw new Error('Open it first.')
      await startStandIn(engine, contacts)
      return pullAll(crm(), contacts)
    },
    async prepare(reads: readonly AnyRead[], list: ListParameters) {
      for (const each of reads) await ask(read, each)
      const subscription = lists(list).live().subscribe()
      await pause(lookedAtMs)
      subscription.unsubscribe()
    },
    read,
    firstRows: async (list) =>
      (
        await firstValueFrom(
          lists(list)
            .live()
            .pipe(filter(({ rows }) => rows.length > 0)),
        )
      ).rows,
    async mount(list, show) {
      const subscription = lists(list)
        .live()
        .subscribe(({ rows }) => show(rows))
      return () => subscription.unsubscribe()
    },
    update: ({ id, patch }) => crm().contacts.update(recordId('contacts', id), edit(patch)).committed,
    updateAll: (updates) =>
      crm().transaction((tx) => {
        for (const { id, patch } of updates) tx.contacts.update(recordId('contacts', id), edit(patch))
      }).committed,
    deleteAll: (ids) =>
      crm().transaction((tx) => {
        for (const id of ids) tx.contacts.archive(recordId('contacts', id))
      }).committed,
    close: () => crm().close(),
  }
}

// What is shown is kept for the next start once it has been quiet for a moment.
const lookedAtMs = 2_000

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

function edit(patch: ContactPatch): (draft: { -readonly [Name in keyof ContactPatch]: string | null }) => void {
  return (draft) => {
    Object.assign(draft, patch)
  }
}

async function ask(read: Peer['read'], { read: name, parameters }: AnyRead): Promise<void> {
  const run = read[name] as ((parameters: AnyRead['parameters']) => unknown) | undefined
  await run?.(parameters)
}

async function startStandIn(engine: Worker, contacts: number): Promise<void> {
  const hubspot = new Worker(new URL('./hubspot.worker.ts', import.meta.url), { type: 'module', name: 'hubspot' })
  const { port1, port2 } = new MessageChannel()
  const ready = new Promise((resolve) => hubspot.addEventListener('message', resolve, { once: true }))
  const start: StandInStart = { contacts, port: port1 }
  hubspot.postMessage(start, [port1])
  await ready
  const way: StandInPort = { standIn: port2 }
  engine.postMessage(way, [port2])
}

// Whoever asks how many there are gets all of them read first.
async function pullAll(crm: App, contacts: number): Promise<{ readonly ms: number; readonly rows: number }> {
  const begun = performance.now()
  const counts = {
    contacts: () => crm.contacts.count().get(),
    companies: () => crm.companies.count().get(),
    deals: () => crm.deals.count().get(),
  }
  let rows = 0
  for (const table of tableNames) {
    const counted = (await counts[table]()).rows[0]?.count
    if (counted !== tableSizes(contacts)[table]) throw new Error('Rows are missing.')
    rows += counted
  }
  return { ms: performance.now() - begun, rows }
}
