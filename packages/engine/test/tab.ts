import type { Schema } from '@holdfast/crm'
import type { PackMessage } from '../src/protocol.ts'
import { systemTimers, type Disk, type Timers } from '../src/ports/index.ts'
import { createReplica, type Replica } from '../src/replica/index.ts'
import {
  openCache,
  type Cache,
  type CompactionPace,
  type StoredCoverage,
  type StoredCursor,
} from '../src/store/index.ts'
import { createApplier, type Applier, type CoverageTaker } from '../src/sync/index.ts'

/** What a tab keeps of HubSpot: on disk and in memory. */
export interface Tab {
  readonly cache: Cache
  readonly replica: Replica
  readonly ledger: CoverageTaker
  readonly applier: Applier
  /** What was reported. */
  readonly troubles: unknown[]
}

/** Everything is long and large at this pace, so that every step of maintenance has something to do. */
export const eager: CompactionPace = { longLog: 1, entriesAtOnce: 2, chunksAtOnce: 2, smallCache: 1 }

/** What a tab is opened on: a disk, or a cache that is open already. */
export type TabOptions = (CacheOptions | { readonly cache: Cache }) & {
  readonly schema: Schema
  /** So many facts are worth a pack; any number when absent. */
  readonly factsPerPack?: number
  /** Records of `p_people` that stay on a full device, and shapes of queries that rest on them. */
  readonly held?: readonly string[]
  readonly shapes?: readonly string[]
  /** What a page has read of the pack, if one has. */
  readonly givenPack?: PackMessage
}

interface CacheOptions {
  readonly disk: Disk
  readonly timers?: Timers
  readonly pace?: CompactionPace
}

/** Opens a tab; {@link Applier.load} is the caller's. A pack is made whenever it is asked for, and who left is forgotten as soon as that may be. */
export function openTab(options: TabOptions): Tab {
  const { schema, factsPerPack = 0, held = [], shapes = [], givenPack = null } = options
  const cache = 'cache' in options ? options.cache : cacheOn(options)
  const replica = createReplica(schema)
  const ledger = plainLedger()
  const troubles: unknown[] = []
  const applier = createApplier({
    cache,
    replica,
    ledger,
    givenPack: Promise.resolve(givenPack),
    announce: () => undefined,
    yield: async () => undefined,
    factsPerPack,
    departedAtOnce: 0,
    inUse: async () => ({ holds: (_type, key) => held.includes(key), shapes: new Set(shapes), coverage: [] }),
    onApplied: () => undefined,
    report: (error) => troubles.push(error),
  })
  return { cache, replica, ledger, applier, troubles }
}

function cacheOn({ disk, timers = systemTimers, pace = eager }: CacheOptions): Cache {
  return openCache({ account: '1', fingerprint: 'a', disk, timers, pace })
}

// Believes every claim; what claims are is the planner's business.
function plainLedger(): CoverageTaker {
  const coverage = new Map<string, StoredCoverage>()
  const cursors = new Map<string, StoredCursor>()
  return {
    takeCoverage(statement) {
      if (statement.claim === null) coverage.delete(statement.shape)
      else coverage.set(statement.shape, statement)
    },
    takeCursor: (cursor) => void cursors.set(cursor.objectType, cursor),
    revokeAll() {
      coverage.clear()
      cursors.clear()
    },
    statements: () => ({ coverage: [...coverage.values()], cursors: [...cursors.values()] }),
  }
}
