/**
 * What the cache keeps: facts read from HubSpot, in the order in which they were learned. An entry is one put, so a page of records, the
 * coverage it proves and the cursor it moves become durable together or not at all.
 */
export interface CacheEntry {
  /** Ids that turned out to be one record; taken before the records, so that none is ever seen twice. */
  readonly aliases: readonly StoredAlias[]
  readonly records: readonly RecordPage[]
  readonly associations: readonly AssociationList[]
  /** Single links that our own writes made or removed. */
  readonly links: readonly StoredLink[]
  /** Records that left, and how. */
  readonly departures: readonly Departure[]
  readonly coverage: readonly StoredCoverage[]
  readonly cursors: readonly StoredCursor[]
}

/** A temporary or merged id, and the id that HubSpot knows the record by. */
export interface StoredAlias {
  readonly objectType: string
  readonly alias: string
  readonly id: string
}

/** Records of one object type; their values follow the order of the schema's properties. */
export interface RecordPage {
  readonly objectType: string
  readonly records: readonly StoredRecord[]
}

/** One record as last read. */
export type StoredRecord = readonly [
  id: string,
  /** HubSpot's `updatedAt`, epoch ms. */
  updatedAt: number,
  /** Epoch ms (HubSpot's clock) at which the read that brought it began. */
  readAt: number,
  values: readonly (string | null)[],
]

/** All associations of one record towards one object type. */
export interface AssociationList {
  readonly fromType: string
  readonly fromId: string
  readonly toType: string
  readonly readAt: number
  /** Other record and the labels of the link; null stands for the unlabelled type. */
  readonly links: readonly (readonly [toId: string, labels: readonly (string | null)[]])[]
}

/** One link after a write of ours. */
export interface StoredLink {
  readonly fromType: string
  readonly fromId: string
  readonly toType: string
  readonly toId: string
  /** Null: the link is gone. */
  readonly labels: readonly (string | null)[] | null
  readonly readAt: number
}

/** The four ways a record leaves. */
export interface Departure {
  readonly objectType: string
  readonly id: string
  readonly outcome: 'archived' | 'merged' | 'gone' | 'forbidden'
  /** The survivor of a merge. */
  readonly into: string | null
  readonly readAt: number
}

/** A statement of the coverage ledger; `claim` belongs to the planner and is null when revoked. */
export interface StoredCoverage {
  readonly shape: string
  readonly objectType: string
  readonly claim: unknown
}

/** How far an object type has been followed. */
export interface StoredCursor {
  readonly objectType: string
  /** Every change that HubSpot indexed before this moment (epoch ms, its clock) has been read. */
  readonly watermark: number
  /** When the newest completed reading of changes began. */
  readonly asOf: number
}

/** An entry that says nothing yet. */
export const emptyEntry: CacheEntry = {
  aliases: [],
  records: [],
  associations: [],
  links: [],
  departures: [],
  coverage: [],
  cursors: [],
}

/** The text of an entry, as it is stored. */
export function encodeEntry(entry: CacheEntry): string {
  return JSON.stringify(entry)
}

/** The entry of a stored text; null when the text is not one (the storage is damaged, or another program wrote there). */
export function parseEntry(text: unknown): CacheEntry | null {
  if (typeof text !== 'string') return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isEntry(value) ? value : null
}

function isEntry(value: unknown): value is CacheEntry {
  return (
    isObject(value) &&
    isListOf(value['aliases'], (alias) => isTexts(alias, ['objectType', 'alias', 'id'])) &&
    isListOf(
      value['records'],
      (page) =>
        typeof page['objectType'] === 'string' &&
        Array.isArray(page['records']) &&
        page['records'].every(isStoredRecord),
    ) &&
    isListOf(
      value['associations'],
      (list) =>
        isTexts(list, ['fromType', 'fromId', 'toType']) &&
        typeof list['readAt'] === 'number' &&
        Array.isArray(list['links']) &&
        list['links'].every(isLink),
    ) &&
    isListOf(
      value['links'],
      (link) =>
        isTexts(link, ['fromType', 'fromId', 'toType', 'toId']) &&
        typeof link['readAt'] === 'number' &&
        (link['labels'] === null || isWires(link['labels'])),
    ) &&
    isListOf(
      value['departures'],
      (departure) => isTexts(departure, ['objectType', 'id', 'outcome']) && typeof departure['readAt'] === 'number',
    ) &&
    isListOf(value['coverage'], (statement) => isTexts(statement, ['shape', 'objectType'])) &&
    isListOf(
      value['cursors'],
      (cursor) =>
        typeof cursor['objectType'] === 'string' &&
        typeof cursor['watermark'] === 'number' &&
        typeof cursor['asOf'] === 'number',
    )
  )
}

function isStoredRecord(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'number' &&
    typeof value[2] === 'number' &&
    isWires(value[3])
  )
}

function isLink(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && isWires(value[1])
}

function isWires(value: unknown): boolean {
  return Array.isArray(value) && value.every(isWire)
}

function isWire(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isListOf(value: unknown, test: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && test(item))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
