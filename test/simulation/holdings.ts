import type { Session } from '@holdfast/engine/testing'
import type { IDBFactory } from 'fake-indexeddb'
import { storedValues } from '../../packages/engine/test/index.ts'
import type { Hour } from './hour.ts'

/** What two tabs and their disk hold, counted while they rest. */
export interface Holdings {
  /** Records that are there, and that left. */
  readonly records: number
  readonly removed: number
  readonly leader: TabHoldings
  readonly follower: TabHoldings
  readonly disk: {
    /** Everything in both databases. */
    readonly size: number
    readonly journalRows: number
    readonly logEntries: number
  }
  /** What the same records take when they are written once: JSON of all facts that are known. */
  readonly liveSize: number
}

/** What one tab holds in memory. */
export interface TabHoldings extends ReturnType<Session['planner']['holdings']> {
  /** Rows of records, those of records that left included. */
  readonly rows: number
  /** Bytes of records, columns and associations. */
  readonly bytes: number
  readonly aliases: number
  readonly intents: number
}

/** Counts. */
export function holdingsOf(hour: Hour, indexedDB: IDBFactory): Holdings {
  const [leader, follower] = hour.tabs.map(({ session }) => session)
  if (leader === undefined || follower === undefined) throw new TypeError('There are no two tabs.')
  const stored = [...storedValues(indexedDB)]
  const valuesIn = (store: string): number => stored.find(([name]) => name.endsWith(` ${store}`))?.[1].values ?? 0
  return {
    records: ['companies', 'contacts', 'deals'].reduce((sum, type) => sum + leader.replica.table(type).shown.size, 0),
    removed: hour.removed(),
    leader: heldBy(leader),
    follower: heldBy(follower),
    disk: {
      size: stored.reduce((sum, [, { size }]) => sum + size, 0),
      journalRows: valuesIn('intents'),
      logEntries: valuesIn('log'),
    },
    liveSize: JSON.stringify(leader.replica.entries(500)).length,
  }
}

function heldBy({ replica, planner, outbox }: Session): TabHoldings {
  const { tables, associations } = replica.memory()
  const all = [...tables.values()]
  const columns = all.flatMap((table) => [...table.columns.values()])
  return {
    ...planner.holdings(),
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    bytes:
      associations + all.reduce((sum, { records }) => sum + records, 0) + columns.reduce((sum, each) => sum + each, 0),
    aliases: replica.identities.aliases().length,
    intents: outbox.states().length,
  }
}
