import { BTreeIndex, createCollection, type Collection } from '@tanstack/db'
import type { IDBPDatabase } from 'idb'
import type { Tables, TableName } from '../../data/dataset.ts'

/** A collection that lives in a table of IndexedDB. */
export interface StoredCollection<Row extends object> {
  readonly collection: Collection<Row, string>
  /** Rows from a server: durable first, then visible. */
  readonly take: (rows: readonly Row[], cursor: string) => Promise<void>
}

const indexed: Readonly<Record<TableName, readonly string[]>> = {
  contacts: ['hubspot_owner_id', 'companyId', 'lifecyclestage', 'city', 'jobtitle', 'company'],
  companies: [],
  deals: ['hubspot_owner_id', 'contactId', 'closedate'],
}

interface SyncWriter {
  begin(options?: { readonly immediate?: boolean }): void
  write(change: { readonly type: 'insert' | 'update' | 'delete'; readonly value: object }): void
  commit(): void
}

/** A collection as an app writes it that keeps its rows in IndexedDB: `sync` reads the table, mutations write it and then confirm themselves. */
export function createStoredCollection<T extends TableName>(
  table: T,
  database: IDBPDatabase,
): StoredCollection<Tables[T]> {
  type Row = Tables[T]
  let writer: SyncWriter | undefined

  function confirm(type: 'insert' | 'update' | 'delete', rows: readonly object[]): void {
    writer?.begin()
    for (const value of rows) writer?.write({ type, value })
    writer?.commit()
  }

  async function put(rows: readonly object[], cursor?: string): Promise<void> {
    const transaction = database.transaction([table, 'cursors'], 'readwrite', { durability: 'relaxed' })
    for (const row of rows) void transaction.objectStore(table).put(row)
    if (cursor !== undefined) void transaction.objectStore('cursors').put({ table, cursor })
    await transaction.done
  }

  const collection = createCollection<Row, string>({
    id: table,
    getKey: ({ id }) => id,
    defaultIndexType: BTreeIndex,
    startSync: true,
    sync: {
      sync({ begin, write, commit, markReady }) {
        writer = { begin, write: (change) => write(change as never), commit: () => void commit() }
        void database.getAll(table).then((rows: Row[]) => {
          if (rows.length > 0) confirm('insert', rows)
          markReady()
        })
      },
    },
    async onUpdate({ transaction }) {
      const rows = transaction.mutations.map(({ modified }) => modified)
      await put(rows)
      confirm('update', rows)
    },
    async onDelete({ transaction }) {
      const gone = transaction.mutations.map(({ original }) => original as Row)
      const writing = database.transaction(table, 'readwrite', { durability: 'relaxed' })
      for (const { id } of gone) void writing.store.delete(id)
      await writing.done
      confirm('delete', gone)
    },
  })

  for (const name of indexed[table]) collection.createIndex((row) => Reflect.get(row, name) as unknown)

  return {
    collection,
    async take(rows, cursor) {
      await put(rows, cursor)
      confirm('insert', rows)
    },
  }
}
