import {
  and,
  count,
  createLiveQueryCollection,
  eq,
  gte,
  ilike,
  inArray,
  lt,
  or,
  type Collection,
  type InitialQueryBuilder,
} from '@tanstack/db'
import { openDB } from 'idb'
import { tableNames, type Company, type Contact, type Deal } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { ContactUpdate } from '../data/writes.ts'
import type { AnswerRow } from '../data/answers.ts'
import type { Peer, ShownRow } from '../page/peer.ts'
import { createStoredCollection, type StoredCollection } from './tanstack/stored-collection.ts'

interface Stores {
  readonly contacts: StoredCollection<Contact>
  readonly companies: StoredCollection<Company>
  readonly deals: StoredCollection<Deal>
}

/**
 * TanStack DB: collections in the page, kept in IndexedDB as an app does it that has no server collection; indexes made by themselves. It knows live queries
 * only, so a single read mounts one, waits for it, and lets it go.
 */
export function createPeer(): Peer {
  let stores: Stores | undefined

  function open(): Stores {
    if (stores === undefined) throw new Error('Open it first.')
    return stores
  }

  const contacts = (): Collection<Contact, string> => open().contacts.collection
  const deals = (): Collection<Deal, string> => open().deals.collection
  const list =
    ({ owner, stages }: ListParameters) =>
    (query: InitialQueryBuilder) =>
      query
        .from({ contact: contacts() })
        .where(({ contact }) => and(eq(contact.hubspot_owner_id, owner), inArray(contact.lifecyclestage, [...stages])))
        .orderBy(({ contact }) => contact.lastmodifieddate, 'desc')
        .limit(listRows)

  async function update(updates: readonly ContactUpdate[]): Promise<void> {
    const ids = updates.map(({ id }) => id)
    const transaction = contacts().update(ids, (drafts) => {
      updates.forEach(({ patch }, at) => Object.assign(drafts[at] ?? {}, patch))
    })
    await transaction.isPersisted.promise
  }

  return {
    async open() {
      const database = await openDB('bench', 1, {
        upgrade(fresh) {
          for (const table of tableNames) fresh.createObjectStore(table, { keyPath: 'id' })
          fresh.createObjectStore('cursors', { keyPath: 'table' })
        },
      })
      stores = {
        contacts: createStoredCollection('contacts', database),
        companies: createStoredCollection('companies', database),
        deals: createStoredCollection('deals', database),
      }
      await Promise.all(tableNames.map(async (table) => stores?.[table].collection.stateWhenReady()))
    },
    async ingestPage({ table, rows, cursor }) {
      await open()[table].take(rows as never, cursor)
    },
    async ingestAll(data) {
      for (const table of tableNames) await open()[table].take(data[table] as never, 'end')
    },
    read: {
      get: ({ id }) => [contacts().get(id)].filter((row) => row !== undefined),
      eq: ({ owner }) =>
        once((query) =>
          query.from({ contact: contacts() }).where(({ contact }) => eq(contact.hubspot_owner_id, owner)),
        ),
      list: (parameters) => once(list(parameters)),
      range: ({ from, to }) =>
        once((query) =>
          query
            .from({ deal: deals() })
            .where(({ deal }) => and(gte(deal.closedate, from), lt(deal.closedate, to)))
            .orderBy(({ deal }) => deal.amount, 'desc')
            .limit(listRows),
        ),
      and: ({ owner, stages, amount }) =>
        once((query) =>
          query
            .from({ deal: deals() })
            .where(({ deal }) =>
              and(eq(deal.hubspot_owner_id, owner), inArray(deal.dealstage, [...stages]), gte(deal.amount, amount)),
            ),
        ),
      or: ({ city, jobtitle, company }) =>
        once((query) =>
          query
            .from({ contact: contacts() })
            .where(({ contact }) =>
              or(eq(contact.city, city), eq(contact.jobtitle, jobtitle), eq(contact.company, company)),
            ),
        ),
      token: ({ word }) =>
        once((query) =>
          query
            .from({ contact: contacts() })
            .where(({ contact }) =>
              or(
                ilike(contact.lastname, word),
                ilike(contact.lastname, `${word} %`),
                ilike(contact.lastname, `% ${word}`),
              ),
            )
            .orderBy(({ contact }) => contact.lastmodifieddate, 'desc')
            .limit(listRows),
        ),
      async count({ stage }) {
        const [row] = await once((query) =>
          query
            .from({ contact: contacts() })
            .where(({ contact }) => eq(contact.lifecyclestage, stage))
            .groupBy(({ contact }) => contact.lifecyclestage)
            .select(({ contact }) => ({ id: contact.lifecyclestage, rows: count(contact.id) })),
        )
        return Number(Reflect.get(row ?? {}, 'rows'))
      },
      join: ({ companies }) =>
        once((query) =>
          query
            .from({ contact: contacts() })
            .where(({ contact }) => inArray(contact.companyId, [...companies]))
            .innerJoin({ deal: deals() }, ({ contact, deal }) => eq(deal.contactId, contact.id))
            .select(({ deal }) => ({ id: deal.id, dealname: deal.dealname, amount: deal.amount })),
        ),
      async include({ owner }) {
        const rows = await once((query) =>
          query
            .from({ deal: deals() })
            .where(({ deal }) => eq(deal.hubspot_owner_id, owner))
            .leftJoin({ contact: contacts() }, ({ deal, contact }) => eq(deal.contactId, contact.id))
            .orderBy(({ deal }) => deal.closedate, 'asc')
            .limit(listRows)
            .select(({ deal, contact }) => ({
              id: deal.id,
              dealname: deal.dealname,
              contactId: contact?.id,
              email: contact?.email,
              jobtitle: contact?.jobtitle,
            })),
        )
        return rows.map((row) => ({ id: row.id, contact: { id: String(Reflect.get(row, 'contactId')) } }))
      },
    },
    async mount(parameters, show) {
      const live = createLiveQueryCollection({ query: list(parameters), startSync: true })
      await live.stateWhenReady()
      const tell = (): void => show(live.toArray as unknown as ShownRow[])
      // Without its initial state a subscription is not told of rows that it was never told of.
      const subscription = live.subscribeChanges(tell, { includeInitialState: true })
      tell()
      return () => {
        subscription.unsubscribe()
        void live.cleanup()
      }
    },
    update: (one) => update([one]),
    updateAll: update,
    async deleteAll(ids) {
      await contacts().delete([...ids]).isPersisted.promise
    },
  }
}

// What a query builder gives is typed by what it selects; the benchmark needs the ids.
async function once(query: (builder: InitialQueryBuilder) => unknown): Promise<AnswerRow[]> {
  const live = createLiveQueryCollection({ query, startSync: true } as never) as unknown as Collection<
    AnswerRow,
    string
  >
  const rows = await live.toArrayWhenReady()
  void live.cleanup()
  return rows
}
