import { tableNames, type TableName } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { ContactUpdate } from '../data/writes.ts'
import type { Page, Peer, ShownRow } from '../page/peer.ts'
import type { SqlAnswer, SqlWork, Statement } from './sqlite/database.worker.ts'
import { columns, definition, insertInto } from './sqlite/tables.ts'

type Row = Record<string, string | number | null> & { readonly id: string }

/**
 * SQLite's own WebAssembly build over OPFS in a worker. It knows no live queries: as its users do, every mounted list is asked again after a write,
 * once for writes that come together.
 */
export function createPeer(): Peer {
  const worker = new Worker(new URL('./sqlite/database.worker.ts', import.meta.url), { type: 'module', name: 'sqlite' })
  const waiting = new Map<number, (answer: SqlAnswer) => void>()
  const shown = new Set<() => Promise<void>>()
  let lastId = 0
  let isRefreshing = false
  let isStale = false

  worker.addEventListener('message', ({ data }: MessageEvent<SqlAnswer>) => {
    waiting.get(data.id)?.(data)
    waiting.delete(data.id)
  })

  async function ask(work: SqlWork): Promise<Row[]> {
    const id = ++lastId
    const { rows, error } = await new Promise<SqlAnswer>((resolve) => {
      waiting.set(id, resolve)
      worker.postMessage({ id, ...work })
    })
    if (error !== null) throw new Error(error)
    return rows as Row[]
  }

  const select = (sql: string, ...bind: readonly (string | number)[]): Promise<Row[]> =>
    ask({ kind: 'read', sql, bind })

  async function write(statement: Statement): Promise<void> {
    await ask({ kind: 'write', statements: [statement] })
    void refresh()
  }

  async function refresh(): Promise<void> {
    isStale = true
    if (isRefreshing) return
    isRefreshing = true
    while (isStale) {
      isStale = false
      await Promise.all([...shown].map((show) => show()))
    }
    isRefreshing = false
  }

  const put = (table: TableName, rows: readonly object[]): Statement => ({
    sql: insertInto(table),
    bindings: rows.map((row) => columns[table].map((name) => Reflect.get(row, name) as string | number)),
  })

  const list = ({ owner, stages }: ListParameters): Promise<Row[]> =>
    select(
      `SELECT * FROM contacts WHERE hubspot_owner_id = ? AND lifecyclestage IN (?, ?, ?) ORDER BY lastmodifieddate DESC LIMIT ${listRows}`,
      owner,
      ...stages,
    )

  const update = async (updates: readonly ContactUpdate[]): Promise<void> => {
    const names = Object.keys(updates[0]?.patch ?? {})
    const values = updates.map(({ id, patch }) => [...names.map((name) => Reflect.get(patch, name) as string), id])
    await write({
      sql: `UPDATE contacts SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
      bindings: values,
    })
  }

  return {
    async open() {
      await ask({ kind: 'script', sql: definition })
    },
    async ingestPage({ table, rows, cursor }: Page) {
      const mark = { sql: 'INSERT OR REPLACE INTO cursors VALUES (?, ?)', bindings: [[table, cursor]] }
      await ask({ kind: 'write', statements: [put(table, rows), mark] })
    },
    async ingestAll(data) {
      await ask({ kind: 'write', statements: tableNames.map((table) => put(table, data[table])) })
    },
    read: {
      get: ({ id }) => select('SELECT * FROM contacts WHERE id = ?', id),
      eq: ({ owner }) => select('SELECT * FROM contacts WHERE hubspot_owner_id = ?', owner),
      list,
      range: ({ from, to }) =>
        select(
          `SELECT * FROM deals WHERE closedate >= ? AND closedate < ? ORDER BY amount DESC LIMIT ${listRows}`,
          from,
          to,
        ),
      and: ({ owner, stages, amount }) =>
        select(
          'SELECT * FROM deals WHERE hubspot_owner_id = ? AND dealstage IN (?, ?, ?) AND amount >= ?',
          owner,
          ...stages,
          amount,
        ),
      or: ({ city, jobtitle, company }) =>
        select('SELECT * FROM contacts WHERE city = ? OR jobtitle = ? OR company = ?', city, jobtitle, company),
      token: ({ word }) =>
        select(
          `SELECT * FROM contacts WHERE ' ' || lastname || ' ' LIKE ? ORDER BY lastmodifieddate DESC LIMIT ${listRows}`,
          `% ${word} %`,
        ),
      count: async ({ stage }) =>
        Number((await select('SELECT count(*) AS id FROM contacts WHERE lifecyclestage = ?', stage))[0]?.id),
      join: ({ companies }) =>
        select(
          `SELECT deals.* FROM contacts JOIN deals ON deals.contactId = contacts.id WHERE contacts.companyId IN (${companies.map(() => '?').join(', ')})`,
          ...companies,
        ),
      async include({ owner }) {
        const rows = await select(
          `SELECT deals.*, contacts.id AS contact, contacts.firstname, contacts.lastname, contacts.email, contacts.phone, contacts.jobtitle
           FROM deals LEFT JOIN contacts ON contacts.id = deals.contactId
           WHERE deals.hubspot_owner_id = ? ORDER BY deals.closedate LIMIT ${listRows}`,
          owner,
        )
        return rows.map(({ contact, ...deal }) => ({
          ...deal,
          contact: contact === null ? null : { id: String(contact) },
        }))
      },
    },
    async mount(parameters, show) {
      const tell = async (): Promise<void> => {
        show((await list(parameters)) as unknown as ShownRow[])
      }
      shown.add(tell)
      await tell()
      return () => shown.delete(tell)
    },
    update: (one) => update([one]),
    updateAll: update,
    deleteAll: (ids) => write({ sql: 'DELETE FROM contacts WHERE id = ?', bindings: ids.map((id) => [id]) }),
    async close() {
      worker.terminate()
    },
  }
}
