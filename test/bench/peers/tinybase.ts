import { createIndexes, createQueries, createStore } from 'tinybase'
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db'
import { tableNames, type TableName } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { ContactUpdate } from '../data/writes.ts'
import type { Page, Peer, ShownRow } from '../page/peer.ts'

type Cells = Readonly<Record<string, string | number>> & { readonly id: string }

const indexed: Readonly<Record<TableName, readonly string[]>> = {
  contacts: ['hubspot_owner_id', 'companyId', 'lifecyclestage', 'city', 'jobtitle', 'company'],
  companies: [],
  deals: ['hubspot_owner_id', 'contactId'],
}

/**
 * TinyBase: a store in the page, saved whole by its IndexedDB persister. Reads walk an index and filter, as its indexes give ids and no queries; live
 * lists are its query definitions. While rows are read in, saving waits until all are there, since each save writes the whole store.
 */
export function createPeer(): Peer {
  const store = createStore()
  const indexes = createIndexes(store)
  const queries = createQueries(store)
  const persister = createIndexedDbPersister(store, 'bench')
  let mounts = 0

  const rowOf = (table: TableName, id: string): Cells => ({ ...store.getRow(table, id), id }) as Cells
  const slice = (table: TableName, index: string, value: string): Cells[] =>
    indexes.getSliceRowIds(`${table}.${index}`, value).map((id) => rowOf(table, id))

  const list = ({ owner, stages }: ListParameters): Cells[] =>
    top(
      slice('contacts', 'hubspot_owner_id', owner).filter((row) => stages.includes(String(row['lifecyclestage']))),
      lastModifiedFirst,
    )

  function take({ table, rows }: Pick<Page, 'table' | 'rows'>): void {
    store.transaction(() => {
      for (const { id, ...cells } of rows) store.setRow(table, id, cells)
    })
  }

  async function update(updates: readonly ContactUpdate[]): Promise<void> {
    store.transaction(() => {
      for (const { id, patch } of updates) store.setPartialRow('contacts', id, { ...patch })
    })
  }

  return {
    async open() {
      await persister.load()
      for (const table of tableNames)
        for (const name of indexed[table]) indexes.setIndexDefinition(`${table}.${name}`, table, name)
      if (store.hasTable('contacts')) await persister.startAutoSave()
    },
    async ingestPage(page) {
      take(page)
      store.setValue(page.table, page.cursor)
    },
    save: async () => void (await persister.save()),
    async ingestAll(data) {
      store.transaction(() => {
        for (const table of tableNames) take({ table, rows: data[table] })
      })
    },
    read: {
      get: ({ id }) => [rowOf('contacts', id)],
      eq: ({ owner }) => slice('contacts', 'hubspot_owner_id', owner),
      list,
      range({ from, to }) {
        const found = store
          .getRowIds('deals')
          .filter((id) => {
            const closes = text(store.getCell('deals', id, 'closedate'))
            return closes >= from && closes < to
          })
          .map((id) => rowOf('deals', id))
        return top(found, (a, b) => Number(b['amount']) - Number(a['amount']))
      },
      and: ({ owner, stages, amount }) =>
        slice('deals', 'hubspot_owner_id', owner).filter(
          (row) => stages.includes(String(row['dealstage'])) && Number(row['amount']) >= amount,
        ),
      or({ city, jobtitle, company }) {
        const found = [
          ...slice('contacts', 'city', city),
          ...slice('contacts', 'jobtitle', jobtitle),
          ...slice('contacts', 'company', company),
        ]
        return [...new Map(found.map((row) => [row.id, row])).values()]
      },
      token({ word }) {
        const ids = store.getRowIds('contacts').filter((id) =>
          text(store.getCell('contacts', id, 'lastname'))
            .toLowerCase()
            .split(' ')
            .includes(word),
        )
        return top(
          ids.map((id) => rowOf('contacts', id)),
          lastModifiedFirst,
        )
      },
      count: ({ stage }) => indexes.getSliceRowIds('contacts.lifecyclestage', stage).length,
      join: ({ companies }) =>
        companies
          .flatMap((id) => indexes.getSliceRowIds('contacts.companyId', id))
          .flatMap((id) => slice('deals', 'contactId', id)),
      include: ({ owner }) =>
        top(slice('deals', 'hubspot_owner_id', owner), (a, b) =>
          String(a['closedate']) < String(b['closedate']) ? -1 : 1,
        ).map((deal) => ({ ...deal, contact: rowOf('contacts', String(deal['contactId'])) })),
    },
    async mount({ owner, stages }, show) {
      const name = `list ${++mounts}`
      queries.setQueryDefinition(name, 'contacts', ({ select, where }) => {
        select('jobtitle')
        select('lastmodifieddate')
        where('hubspot_owner_id', owner)
        where((cell) => stages.includes(text(cell('lifecyclestage'))))
      })
      const tell = (): void => {
        const ids = queries.getResultSortedRowIds(name, 'lastmodifieddate', true, 0, listRows)
        show(ids.map((id): ShownRow => ({ id, jobtitle: text(queries.getResultCell(name, id, 'jobtitle')) })))
      }
      const listener = queries.addResultTableListener(name, tell)
      tell()
      return () => {
        queries.delListener(listener)
        queries.delQueryDefinition(name)
      }
    },
    update: (one) => update([one]),
    updateAll: update,
    async deleteAll(ids) {
      store.transaction(() => {
        for (const id of ids) store.delRow('contacts', id)
      })
    },
    close: async () => void (await persister.destroy()),
  }
}

function top(rows: Cells[], compare: (a: Cells, b: Cells) => number): Cells[] {
  return rows.sort(compare).slice(0, listRows)
}

function lastModifiedFirst(a: Cells, b: Cells): number {
  return String(a['lastmodifieddate']) > String(b['lastmodifieddate']) ? -1 : 1
}

function text(cell: unknown): string {
  return typeof cell === 'string' ? cell : ''
}
