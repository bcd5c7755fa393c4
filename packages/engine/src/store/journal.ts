import { Dexie, type Table } from 'dexie'
import type { Disk, Timers } from '../ports/index.ts'
import { openConnection, type Connection } from './connection.ts'

/** A row of the journal as it lies on disk. `body` belongs to the outbox; the journal reads only what stands beside it. */
export interface JournalRow {
  /** Order of making; given by the journal. */
  readonly seq: number
  readonly key: string
  readonly state: string
  /** The epoch that claimed it last, 0 before. */
  readonly epoch: number
  /** Opaque to the journal. Fields beside and in it that this version does not know survive every change. */
  readonly body: unknown
}

/** A row that has no place yet. */
export type NewJournalRow = Omit<JournalRow, 'seq'>

/** A temporary id and the id that HubSpot gave, or a merged id and its survivor. Kept for ever. */
export interface AliasRow {
  readonly objectType: string
  /** The id that is no longer the record's own. */
  readonly alias: string
  readonly id: string
}

/** Can a stored alias be read? Rows come as they lie on the disk. */
export function isAlias({ objectType, alias, id }: AliasRow): boolean {
  return [objectType, alias, id].every((text: unknown) => typeof text === 'string')
}

/** A query whose records are to stay on this device, under the name it was given. What is in it is for the reader to check. */
export interface PinRow {
  readonly name: string
  readonly query: unknown
}

/** Who leads: the epoch orders leaders, the heartbeat shows life without any clock. */
export interface LeaderRow {
  readonly epoch: number
  readonly owner: string
  readonly heartbeat: number
}

/** How far a journal has come: whoever finds it as it was has nothing to read, and where only `last` differs, only what came after that. */
export interface JournalExtent {
  /** The place of its last row, 0 when there is none. */
  readonly last: number
  /** How often rows that were there have changed. */
  readonly changes: number
}

/** What an epoch-checked change answers. */
export type Claim =
  | { readonly claimed: true; readonly row: JournalRow }
  | { readonly claimed: false; readonly why: 'epoch' | 'state' }

/**
 * The durable record of what people wrote: success means that the transaction is *complete*, under strict durability.
 * Nothing here is ever dropped by age, count or version.
 */
export interface Journal {
  /** Adds rows, all or none, in order. A key that is there already keeps its first row. Answers the rows as they stand now. */
  append(rows: readonly NewJournalRow[], aliases?: readonly AliasRow[]): Promise<readonly JournalRow[]>
  /** Every row in order of making, or those after a place. */
  rows(after?: number): Promise<readonly JournalRow[]>
  extent(): Promise<JournalExtent>
  /** Replaces a row if `epoch` still leads and the row's state is one of `from`, in one transaction: this is what makes two leaders harmless. */
  claim(key: string, epoch: number, from: readonly string[], change: (row: JournalRow) => JournalRow): Promise<Claim>
  /** Replaces rows on a person's behalf, whoever leads, in one transaction with aliases that follow. `change` answers null for a row that stays. */
  change(
    keys: readonly string[],
    change: (row: JournalRow) => JournalRow | null,
    aliases?: readonly AliasRow[],
  ): Promise<readonly JournalRow[]>
  /** Records an outcome under `epoch` together with the aliases it proves. Answers false when another leader took over. */
  settle(epoch: number, rows: readonly JournalRow[], aliases: readonly AliasRow[]): Promise<boolean>
  /** Forgets rows whose story is over. */
  compact(keys: readonly string[]): Promise<void>
  /** As they lie on the disk: see {@link isAlias}. Null when there are as many as somebody has `read` before: they are kept for ever. */
  aliases(read: number): Promise<readonly AliasRow[] | null>
  leader(): Promise<LeaderRow | null>
  /** Starts a new epoch for `owner`; every older epoch's claims fail from then on. */
  takeLead(owner: string): Promise<number>
  /** Shows life. Answers false when the epoch is not ours any more. */
  beat(epoch: number): Promise<boolean>
  /** Queries to keep on this device, by name. */
  pins(): Promise<readonly PinRow[]>
  /** Keeps a query under its name, instead of one that had it. */
  pin(row: PinRow): Promise<void>
  unpin(name: string): Promise<void>
  /** Epoch ms when this journal was made: now, when it was not there before (the first start, or storage was lost). */
  born(): Promise<number>
  close(): void
}

interface MetaRow {
  readonly name: 'leader' | 'sentinel' | 'changes' | `${typeof pinPrefix}${string}`
  readonly value: unknown
}

const pinPrefix = 'pin '

/** The name of an account's journal database. */
export function journalName(account: string): string {
  return `holdfast:${account}:journal`
}

/** Opens the journal of an account. `now` only dates the sentinel. */
export function openJournal(options: {
  readonly account: string
  readonly disk: Disk
  readonly timers: Timers
  readonly now: () => number
}): Journal {
  const connection = openConnection({
    name: journalName(options.account),
    disk: options.disk,
    timers: options.timers,
    durability: 'strict',
    // Additive for ever: a later version may add tables and indexes, never change these.
    define: (database) =>
      database.version(1).stores({ intents: '++seq, &key', aliases: '[objectType+alias]', meta: 'name' }),
  })
  const tables = (database: Dexie): Tables => ({
    intents: database.table('intents'),
    aliases: database.table('aliases'),
    meta: database.table('meta'),
  })
  return {
    ...rowOperations(connection, tables),
    ...leaderOperations(connection, tables),
    ...pinOperations(connection, tables),
    aliases: (read) =>
      connection.use((database) =>
        database.transaction('r', 'aliases', async () => {
          const { aliases } = tables(database)
          return read > 0 && (await aliases.count()) === read ? null : aliases.toArray()
        }),
      ),
    born: () =>
      connection.use((database) =>
        database.transaction('rw', 'meta', async () => {
          const found = await tables(database).meta.get('sentinel')
          if (found !== undefined && typeof found.value === 'number') return found.value
          const now = options.now()
          await tables(database).meta.put({ name: 'sentinel', value: now })
          return now
        }),
      ),
    close: () => connection.close(),
  }
}

interface Tables {
  readonly intents: Table<JournalRow, number, NewJournalRow>
  readonly aliases: Table<AliasRow, [string, string]>
  readonly meta: Table<MetaRow, string>
}

type RowOperations = Pick<Journal, 'append' | 'rows' | 'extent' | 'claim' | 'change' | 'settle' | 'compact'>

function rowOperations(connection: Connection, tables: (database: Dexie) => Tables): RowOperations {
  return {
    append: (rows, known = []) =>
      connection.use(async (database) => {
        const { intents, aliases } = tables(database)
        const add = (findPresent: () => PromiseLike<readonly JournalRow[]>): PromiseLike<readonly JournalRow[]> =>
          database.transaction('rw', 'intents', 'aliases', async () => {
            if (known.length > 0) await aliases.bulkPut(known)
            return addRows(intents, rows, await findPresent())
          })
        // To look for a thousand keys takes longer than to add them, and they are there only when a command comes a second time.
        try {
          return await add(async () => [])
        } catch (error) {
          if (!isKeyTaken(error)) throw error
          return await add(() =>
            intents
              .where('key')
              .anyOf(rows.map(({ key }) => key))
              .toArray(),
          )
        }
      }),
    rows: (after = 0) => connection.use((database) => tables(database).intents.where('seq').above(after).toArray()),
    extent: () =>
      connection.use((database) =>
        database.transaction('r', 'intents', 'meta', async () => {
          const { intents, meta } = tables(database)
          const last = await intents.toCollection().lastKey()
          return { last: Number(last ?? 0), changes: await changesIn(meta) }
        }),
      ),
    claim: (key, epoch, from, change) =>
      connection.use((database) =>
        database.transaction('rw', 'intents', 'meta', async (): Promise<Claim> => {
          const { intents, meta } = tables(database)
          if (leaderOf(await meta.get('leader'))?.epoch !== epoch) return { claimed: false, why: 'epoch' }
          const row = await intents.get({ key })
          if (row === undefined || !from.includes(row.state)) return { claimed: false, why: 'state' }
          const next = { ...row, ...change(row), epoch }
          await intents.put(next)
          await countChange(meta)
          return { claimed: true, row: next }
        }),
      ),
    change: (keys, step, proven = []) =>
      connection.use((database) =>
        database.transaction('rw', 'intents', 'aliases', 'meta', async () => {
          const { intents, aliases, meta } = tables(database)
          const changed: JournalRow[] = []
          for (const key of keys) {
            const row = await intents.get({ key })
            const change = row === undefined ? null : step(row)
            if (change === null) continue
            const next = { ...row, ...change }
            await intents.put(next)
            changed.push(next)
          }
          if (changed.length === 0) return changed
          await aliases.bulkPut(proven)
          await countChange(meta)
          return changed
        }),
      ),
    settle: (epoch, rows, aliases) =>
      connection.use((database) =>
        database.transaction('rw', 'intents', 'aliases', 'meta', async () => {
          const store = tables(database)
          if (leaderOf(await store.meta.get('leader'))?.epoch !== epoch) return false
          for (const row of rows) await store.intents.put({ ...(await store.intents.get({ key: row.key })), ...row })
          await store.aliases.bulkPut(aliases)
          await countChange(store.meta)
          return true
        }),
      ),
    compact: (keys) =>
      connection.use((database) =>
        tables(database)
          .intents.where('key')
          .anyOf(keys)
          .delete()
          .then(() => undefined),
      ),
  }
}

async function changesIn(meta: Tables['meta']): Promise<number> {
  const value = (await meta.get('changes'))?.value
  return typeof value === 'number' ? value : 0
}

async function countChange(meta: Tables['meta']): Promise<void> {
  await meta.put({ name: 'changes', value: (await changesIn(meta)) + 1 })
}

async function addRows(
  intents: Tables['intents'],
  rows: readonly NewJournalRow[],
  present: readonly JournalRow[],
): Promise<readonly JournalRow[]> {
  const rowsByKey = new Map(present.map((row) => [row.key, row]))
  // Copies, because Dexie writes the number into what it is given, and a replay must begin from the same rows.
  const fresh = firstOfEachKey(rows)
    .filter(({ key }) => !rowsByKey.has(key))
    .map((row) => ({ ...row }))
  const seqs = await intents.bulkAdd(fresh, { allKeys: true })
  seqs.forEach((seq, at) => {
    const row = fresh[at]
    if (row !== undefined) rowsByKey.set(row.key, { ...row, seq })
  })
  return rows.flatMap(({ key }) => rowsByKey.get(key) ?? [])
}

function isKeyTaken(error: unknown): boolean {
  return error instanceof Dexie.BulkError && error.failures.some(({ name }) => name === 'ConstraintError')
}

function firstOfEachKey(rows: readonly NewJournalRow[]): readonly NewJournalRow[] {
  const firstByKey = new Map<string, NewJournalRow>()
  for (const row of rows) if (!firstByKey.has(row.key)) firstByKey.set(row.key, row)
  return [...firstByKey.values()]
}

type LeaderOperations = Pick<Journal, 'leader' | 'takeLead' | 'beat'>

function leaderOperations(connection: Connection, tables: (database: Dexie) => Tables): LeaderOperations {
  function changeLeader<T>(
    change: (leader: LeaderRow | null) => { readonly next: LeaderRow | null; readonly answer: T },
  ): Promise<T> {
    return connection.use((database) =>
      database.transaction('rw', 'meta', async () => {
        const { meta } = tables(database)
        const { next, answer } = change(leaderOf(await meta.get('leader')))
        if (next !== null) await meta.put({ name: 'leader', value: next })
        return answer
      }),
    )
  }
  return {
    leader: () => connection.use(async (database) => leaderOf(await tables(database).meta.get('leader'))),
    takeLead: (owner) =>
      changeLeader((leader) => {
        const epoch = (leader?.epoch ?? 0) + 1
        return { next: { epoch, owner, heartbeat: 0 }, answer: epoch }
      }),
    beat: (epoch) =>
      changeLeader((leader) =>
        leader === null || leader.epoch !== epoch
          ? { next: null, answer: false }
          : { next: { ...leader, heartbeat: leader.heartbeat + 1 }, answer: true },
      ),
  }
}

type PinOperations = Pick<Journal, 'pins' | 'pin' | 'unpin'>

function pinOperations(connection: Connection, tables: (database: Dexie) => Tables): PinOperations {
  return {
    pins: () =>
      connection.use(async (database) => {
        const rows = await tables(database).meta.where('name').startsWith(pinPrefix).toArray()
        return rows.map(({ name, value }) => ({ name: name.slice(pinPrefix.length), query: value }))
      }),
    pin: ({ name, query }) =>
      connection.use(async (database) => {
        await tables(database).meta.put({ name: `${pinPrefix}${name}`, value: query })
      }),
    unpin: (name) => connection.use(async (database) => tables(database).meta.delete(`${pinPrefix}${name}`)),
  }
}

function leaderOf(row: MetaRow | undefined): LeaderRow | null {
  const value = row?.value
  if (typeof value !== 'object' || value === null || !('epoch' in value) || typeof value.epoch !== 'number') return null
  const owner = 'owner' in value && typeof value.owner === 'string' ? value.owner : ''
  const heartbeat = 'heartbeat' in value && typeof value.heartbeat === 'number' ? value.heartbeat : 0
  return { epoch: value.epoch, owner, heartbeat }
}
