export { cacheName, dropOldCaches, mostShown, openCache, type Cache, type ShownQuery } from './cache.ts'
export type { CacheReading } from './cache-reading.ts'
export { parsePack, type CachePack } from './cache-pack.ts'
export type { CachePosition } from './cache-tables.ts'
export type { Compaction, CompactionPace } from './compaction.ts'
export type { Eviction, InUse } from './eviction.ts'
export { factCount, type Statements } from './merge-entries.ts'
export {
  clockSkewMs,
  emptyEntry,
  type AssociationList,
  type CacheEntry,
  type Departure,
  type RecordPage,
  type StoredAlias,
  type StoredCoverage,
  type StoredCursor,
  type StoredLink,
  type StoredRecord,
} from './cache-entry.ts'
export { packValues, replaceValue, unpackValue, unpackValues, withoutLast, type PackedValues } from './packed-values.ts'
export {
  isAlias,
  journalName,
  openJournal,
  type AliasRow,
  type Claim,
  type Journal,
  type JournalExtent,
  type JournalRow,
  type LeaderRow,
  type NewJournalRow,
  type PinRow,
} from './journal.ts'
