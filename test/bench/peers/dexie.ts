import { Dexie, liveQuery, type EntityTable } from 'dexie'
import type { Company, Contact, Deal, TableName } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { Page, Peer } from '../page/peer.ts'

/**
 * Dexie as its documentation shows it: indexes declared for every property that is queried, compound where it helps, `liveQuery` for lists.
 * The cursor of a page is written in the page's transaction.
 */
export function createPeer(): Peer {
  const database = new Dexie('bench', { chromeTransactionDurability: 'relaxed' }) as Database
  database.version(1).stores({
    contacts: 'id, companyId, hubspot_owner_id, lifecyclestage, city, jobtitle, company',
    companies: 'id',
    deals: 'id, contactId, hubspot_owner_id, closedate',
    cursors: 'table',
  })
  const { contacts, deals } = database

  const list = async ({ owner, stages }: ListParameters): Promise<Contact[]> => {
    const found = await contacts
      .where('hubspot_owner_id')
      .equals(owner)
      .filter(({ lifecyclestage }) => stages.includes(lifecyclestage))
      .toArray()
    return found.sort(lastModifiedFirst).slice(0, listRows)
  }

  return {
    async open() {
      await database.open()
    },
    async ingestPage({ table, rows, cursor }: Page) {
      await database.transaction('rw', table, 'cursors', async () => {
        await database.table(table).bulkPut(rows)
        await database.cursors.put({ table, cursor })
      })
    },
    async ingestAll(data) {
      await database.transaction('rw', 'contacts', 'companies', 'deals', async () => {
        await database.companies.bulkPut([...data.companies])
        await contacts.bulkPut([...data.contacts])
        await deals.bulkPut([...data.deals])
      })
    },
    read: {
      get: async ({ id }) => [await contacts.get(id)].filter((row) => row !== undefined),
      eq: ({ owner }) => contacts.where('hubspot_owner_id').equals(owner).toArray(),
      list,
      async range({ from, to }) {
        const found = await deals.where('closedate').between(from, to).toArray()
        return found.sort((a, b) => b.amount - a.amount).slice(0, listRows)
      },
      and: ({ owner, stages, amount }) =>
        deals
          .where('hubspot_owner_id')
          .equals(owner)
          .filter((deal) => stages.includes(deal.dealstage) && deal.amount >= amount)
          .toArray(),
      or: ({ city, jobtitle, company }) =>
        contacts
          .where('city')
          .equals(city)
          .or('jobtitle')
          .equals(jobtitle)
          .or('company')
          .equals(company)
          .distinct()
          .toArray(),
      async token({ word }) {
        const found = await contacts
          .filter(({ lastname }) => lastname.toLowerCase().split(' ').includes(word))
          .toArray()
        return found.sort(lastModifiedFirst).slice(0, listRows)
      },
      count: ({ stage }) => contacts.where('lifecyclestage').equals(stage).count(),
      async join({ companies }) {
        const ids = await contacts
          .where('companyId')
          .anyOf([...companies])
          .primaryKeys()
        return deals.where('contactId').anyOf(ids).toArray()
      },
      async include({ owner }) {
        const found = await deals.where('hubspot_owner_id').equals(owner).toArray()
        const first = found.sort((a, b) => (a.closedate < b.closedate ? -1 : 1)).slice(0, listRows)
        const linked = await contacts.bulkGet(first.map(({ contactId }) => contactId))
        return first.map((deal, at) => ({ ...deal, contact: linked[at] ?? null }))
      },
    },
    async mount(parameters, show) {
      const subscription = liveQuery(() => list(parameters)).subscribe(show)
      return () => subscription.unsubscribe()
    },
    async update({ id, patch }) {
      await contacts.update(id, patch)
    },
    async updateAll(updates) {
      await contacts.bulkUpdate(updates.map(({ id, patch }) => ({ key: id, changes: patch })))
    },
    async deleteAll(ids) {
      await contacts.bulkDelete([...ids])
    },
    async close() {
      database.close()
    },
  }
}

type Database = Dexie & {
  contacts: EntityTable<Contact, 'id'>
  companies: EntityTable<Company, 'id'>
  deals: EntityTable<Deal, 'id'>
  cursors: EntityTable<{ readonly table: TableName; readonly cursor: string }, 'table'>
}

function lastModifiedFirst(a: Contact, b: Contact): number {
  return a.lastmodifieddate > b.lastmodifieddate ? -1 : 1
}
