import sqlite3InitModule, { type Database } from '@sqlite.org/sqlite-wasm'

/** A statement, and one run of it for each list of values. */
export interface Statement {
  readonly sql: string
  readonly bindings: readonly (readonly (string | number)[])[]
}

/** What the page wants done: a question, a script, or statements that write in one transaction. */
export type SqlRequest = { readonly id: number } & SqlWork

/** A request without its number. */
export type SqlWork =
  | { readonly kind: 'read'; readonly sql: string; readonly bind: readonly (string | number)[] }
  | { readonly kind: 'script'; readonly sql: string }
  | { readonly kind: 'write'; readonly statements: readonly Statement[] }

/** What came of it: the rows of a read. */
export interface SqlAnswer {
  readonly id: number
  readonly rows: readonly Record<string, string | number | null>[]
  readonly error: string | null
}

const opened = open()

globalThis.addEventListener('message', ({ data }: MessageEvent<SqlRequest>) => {
  void answer(data)
})

async function answer(request: SqlRequest): Promise<void> {
  const { id } = request
  try {
    post({ id, rows: carryOut(await opened, request), error: null })
  } catch (error) {
    post({ id, rows: [], error: String(error) })
  }
}

function carryOut(database: Database, request: SqlRequest): SqlAnswer['rows'] {
  switch (request.kind) {
    case 'read':
      return read(database, request.sql, request.bind)
    case 'script':
      database.exec(request.sql)
      return []
    case 'write':
      database.transaction(() => {
        for (const statement of request.statements) write(database, statement)
      })
      return []
  }
}

function post(reply: SqlAnswer): void {
  globalThis.postMessage(reply)
}

async function open(): Promise<Database> {
  const sqlite = await sqlite3InitModule()
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: 'bench' })
  const database = new pool.OpfsSAHPoolDb('/bench.sqlite')
  database.exec('PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;')
  return database
}

function read(database: Database, sql: string, bind: readonly (string | number)[]): SqlAnswer['rows'] {
  return database.exec({
    sql,
    ...(bind.length > 0 && { bind: [...bind] }),
    rowMode: 'object',
    returnValue: 'resultRows',
  }) as Record<string, string | number | null>[]
}

function write(database: Database, { sql, bindings }: Statement): void {
  const statement = database.prepare(sql)
  try {
    for (const bind of bindings) statement.bind([...bind]).stepReset()
  } finally {
    statement.finalize()
  }
}
