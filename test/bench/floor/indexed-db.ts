import type { Contact, TableName } from '../data/dataset.ts'
import { tableNames } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { Page, Peer } from '../page/peer.ts'

const indexes: Readonly<Record<TableName, readonly string[]>> = {
  contacts: ['companyId', 'hubspot_owner_id', 'lifecyclestage', 'city', 'jobtitle', 'company'],
  companies: [],
  deals: ['contactId', 'hubspot_owner_id', 'closedate'],
}

/** IndexedDB without a library: one object a record, the indexes that the queries need, transactions with relaxed durability. No live queries. */
export function createPeer(): Peer {
  let database: IDBDatabase | undefined

  function stores(names: readonly string[], mode: IDBTransactionMode): IDBTransaction {
    if (database === undefined) throw new Error('Open it first.')
    return database.transaction(names, mode, { durability: 'relaxed' })
  }

  async function all<Row>(table: TableName, index: string, range: IDBValidKey | IDBKeyRange): Promise<Row[]> {
    return answer<Row[]>(stores([table], 'readonly').objectStore(table).index(index).getAll(range))
  }

  const list = async ({ owner, stages }: ListParameters): Promise<Contact[]> => {
    const found = await all<Contact>('contacts', 'hubspot_owner_id', owner)
    return top(
      found.filter(({ lifecyclestage }) => stages.includes(lifecyclestage)),
      lastModifiedFirst,
    )
  }

  async function put(pages: readonly Page[]): Promise<void> {
    const transaction = stores([...new Set(pages.map(({ table }) => table)), 'cursors'], 'readwrite')
    for (const { table, rows, cursor } of pages) {
      const store = transaction.objectStore(table)
      for (const row of rows) store.put(row)
      transaction.objectStore('cursors').put({ table, cursor })
    }
    await done(transaction)
  }

  return {
    async open() {
      const request = indexedDB.open('bench', 1)
      request.addEventListener('upgradeneeded', () => {
        for (const table of tableNames) {
          const store = request.result.createObjectStore(table, { keyPath: 'id' })
          for (const index of indexes[table]) store.createIndex(index, index)
        }
        request.result.createObjectStore('cursors', { keyPath: 'table' })
      })
      database = await answer(request)
    },
    ingestPage: (page) => put([page]),
    ingestAll: (data) => put(tableNames.map((table) => ({ table, rows: data[table], cursor: 'end' }))),
    read: {
      get: async ({ id }) => [await answer(stores(['contacts'], 'readonly').objectStore('contacts').get(id))],
      eq: ({ owner }) => all('contacts', 'hubspot_owner_id', owner),
      list,
      range: async ({ from, to }) =>
        top(
          await all<{ id: string; amount: number }>('deals', 'closedate', IDBKeyRange.bound(from, to, false, true)),
          (a, b) => b.amount - a.amount,
        ),
      and: async ({ owner, stages, amount }) =>
        (await all<{ id: string; amount: number; dealstage: string }>('deals', 'hubspot_owner_id', owner)).filter(
          (deal) => stages.includes(deal.dealstage) && deal.amount >= amount,
        ),
      async or({ city, jobtitle, company }) {
        const parts = await Promise.all([
          all<Contact>('contacts', 'city', city),
          all<Contact>('contacts', 'jobtitle', jobtitle),
          all<Contact>('contacts', 'company', company),
        ])
        return [...new Map(parts.flat().map((row) => [row.id, row])).values()]
      },
      async token({ word }) {
        const found = await answer<Contact[]>(stores(['contacts'], 'readonly').objectStore('contacts').getAll())
        return top(
          found.filter(({ lastname }) => lastname.toLowerCase().split(' ').includes(word)),
          lastModifiedFirst,
        )
      },
      count: ({ stage }) =>
        answer(stores(['contacts'], 'readonly').objectStore('contacts').index('lifecyclestage').count(stage)),
      async join({ companies }) {
        const linked = await Promise.all(companies.map((id) => all<Contact>('contacts', 'companyId', id)))
        const parts = await Promise.all(linked.flat().map(({ id }) => all<{ id: string }>('deals', 'contactId', id)))
        return parts.flat()
      },
      async include({ owner }) {
        const found = await all<{ id: string; contactId: string; closedate: string }>(
          'deals',
          'hubspot_owner_id',
          owner,
        )
        const first = top(found, (a, b) => (a.closedate < b.closedate ? -1 : 1))
        const store = stores(['contacts'], 'readonly').objectStore('contacts')
        const linked = await Promise.all(
          first.map(({ contactId }) => answer<Contact | undefined>(store.get(contactId))),
        )
        return first.map((deal, at) => ({ ...deal, contact: linked[at] ?? null }))
      },
    },
    async close() {
      database?.close()
    },
  }
}

async function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')))
  })
}

async function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB gave up.')))
  })
}

function top<Row>(rows: Row[], compare: (a: Row, b: Row) => number): Row[] {
  return rows.sort(compare).slice(0, listRows)
}

function lastModifiedFirst(a: Contact, b: Contact): number {
  return a.lastmodifieddate > b.lastmodifieddate ? -1 : 1
}
