import { HoldfastError, type LocalKey, type Schema } from '@holdfast/crm'
import {
  emptyEntry,
  type AssociationList,
  type CacheEntry,
  type RecordPage,
  type StoredAlias,
  type StoredLink,
  type StoredRecord,
} from '../store/index.ts'
import { createAdjacency, type Adjacency } from './adjacency.ts'
import { collectChanges, type ChangeCollector, type ChangeSet } from './change-set.ts'
import { currentFacts, recordsNamed } from './current-facts.ts'
import { createIdentities, type Identities } from './identities.ts'
import { layoutsOf, type Layout } from './layout.ts'
import type { PendingLinks } from './link-overlay.ts'
import { isReplicaPack, unread, type ReplicaPack } from './pack.ts'
import type { RecordOverlay } from './record-overlay.ts'
import { createTable, type RecordTable, type ShownBefore, type TableMemory } from './table.ts'

/** Everything pending on one record, on top of what HubSpot said. */
export interface PendingRecord {
  readonly objectType: string
  readonly key: LocalKey
  /** Null: nothing is pending but, perhaps, links. */
  readonly overlay: RecordOverlay | null
  readonly links: PendingLinks
}

/** Bytes that a replica holds, roughly. */
export interface ReplicaMemory {
  readonly tables: ReadonlyMap<string, TableMemory>
  readonly associations: number
}

/** The worker's memory: records by object type, who is associated with whom, pending writes on top, and a feed of changes. */
export interface Replica {
  readonly schema: Schema
  /** Rises with every transaction. */
  readonly seq: number
  readonly identities: Identities
  readonly adjacency: Pick<Adjacency, 'readAt' | 'links'>
  /** Throws `engine/invariant` for an object type outside the schema. */
  table(
    objectType: string,
  ): Omit<
    RecordTable,
    'rowFor' | 'putBase' | 'removeBase' | 'setOverlay' | 'join' | 'fill' | 'drop' | 'pack' | 'restore'
  >
  layout(objectType: string): Layout
  /** Is the object type part of the schema? */
  has(objectType: string): boolean
  /** Takes facts read from HubSpot, as one transaction. */
  applyEntry(entry: CacheEntry): ChangeSet | null
  /** Replaces what is pending on these records, as one transaction; on others it stays. Both ends of a pending link are among them. */
  applyOverlay(pending: readonly PendingRecord[]): ChangeSet | null
  /** Learns which ids are one record, as one transaction. */
  applyAliases(aliases: readonly StoredAlias[]): ChangeSet | null
  memory(): ReplicaMemory
  /** All of it as entries, in pieces of `rows` records, but for what {@link Replica.forgetDeparted} would forget: what a fold writes. */
  entries(rows: number, departedUntil?: number): CacheEntry[]
  /** How many records are shown, and how many {@link Replica.forgetDeparted} would forget. */
  counts(until: number): { readonly shown: number; readonly departed: number }
  /** Forgets which records were seen gone until that moment, and all that is about them, as one transaction; but for what has pending writes. */
  forgetDeparted(until: number): ChangeSet | null
  /** Forgets records of HubSpot that these entries, which say everything, do not name, as one transaction. */
  keepOnly(entries: readonly CacheEntry[]): ChangeSet | null
  /** These records (`type key`) as HubSpot has them, as far as they are here with their values. */
  stored(names: ReadonlySet<string>): RecordPage[]
  /** Everything but values: a few megabytes that a replica can be made of at once. */
  pack(): ReplicaPack
  /**
   * Takes a pack; false when it is none, or when something was taken before, a pending write of another tab perhaps. Until {@link Replica.fill} brought them, values that are asked for throw
   * {@link UnreadRecord}.
   */
  restore(pack: unknown): boolean
  /** Takes values that a pack left out, from facts that are known but for them. Nothing looks different after it. */
  fill(entry: CacheEntry): void
  /** How many records' values are still on their way. */
  readonly unreadCount: number
  /** Are values of any of these records (`type key`) still on their way? */
  lacksValues(names: ReadonlySet<string>): boolean
  /** Those values will never come: forgets the records, as one transaction. */
  dropUnread(): ChangeSet | null
  /** What of an entry is not superseded by newer facts known here: the rest can be forgotten. */
  current(entry: CacheEntry): CacheEntry
  /** Called after every transaction that changed something. */
  onChange(react: (change: ChangeSet) => void): () => void
}

/** An empty replica for a schema. */
export function createReplica(schema: Schema): Replica {
  const layouts = layoutsOf(schema)
  const identities = createIdentities()
  const tables = new Map(
    [...layouts].map(([objectType, layout]) => [
      objectType,
      createTable(layout, schema[objectType]?.properties ?? {}, (key) => identities.idOf(objectType, key)),
    ]),
  )
  const adjacency = createAdjacency(Object.keys(schema), {
    rowFor: (objectType, key) => tableOf(objectType).rowFor(key),
    rowOf: (objectType, key) => tables.get(objectType)?.rowOf(key) ?? -1,
    keyAt: (objectType, row) => tableOf(objectType).keyAt(row),
  })
  const listeners = new Set<(change: ChangeSet) => void>()
  let seq = 0

  function tableOf(objectType: string): RecordTable {
    const table = tables.get(objectType)
    if (table === undefined) {
      throw new HoldfastError(
        'engine/invariant',
        `The replica has no table for ${objectType}.`,
        'Please report this.',
        { room: 'replica', rule: 'object types come from the schema' },
      )
    }
    return table
  }

  function transact(origin: ChangeSet['origin'], work: (changes: ChangeCollector) => void): ChangeSet | null {
    const changes = collectChanges()
    work(changes)
    const change = changes.finish(seq + 1, origin, (objectType, key) => {
      const table = tableOf(objectType)
      return { row: table.rowOf(key), after: table.get(key) }
    })
    if (change === null) return null
    seq = change.seq
    for (const react of listeners) react(change)
    return change
  }

  function note(changes: ChangeCollector, objectType: string, key: LocalKey, before: ShownBefore): void {
    if (before !== undefined) changes.record(objectType, key, before)
  }

  function takeAlias(changes: ChangeCollector, { objectType, alias, id }: StoredAlias): void {
    const joined = identities.learn(objectType, alias, id)
    if (joined === null || !tables.has(objectType)) return
    const { key, former } = joined
    for (const [changed, before] of tableOf(objectType).join(key, former)) changes.record(objectType, changed, before)
    changes.links(adjacency.join(objectType, key, former))
  }

  function takeRecord(changes: ChangeCollector, objectType: string, record: StoredRecord): void {
    const key = identities.keyOf(objectType, record[0])
    note(changes, objectType, key, tableOf(objectType).putBase(key, record))
  }

  function departed(until: number): ReadonlyMap<string, ReadonlySet<LocalKey>> {
    return new Map(
      [...tables].map(([objectType, table]) => [
        objectType,
        new Set(table.departedUntil(until).filter((key) => !adjacency.isPending(objectType, key))),
      ]),
    )
  }

  function areKnown({ fromType, toType }: { readonly fromType: string; readonly toType: string }): boolean {
    return tables.has(fromType) && tables.has(toType)
  }

  function takeList(changes: ChangeCollector, { fromType, fromId, toType, readAt, links }: AssociationList): void {
    const from = identities.keyOf(fromType, fromId)
    const byKey = links.map(([toId, labels]) => [identities.keyOf(toType, toId), labels] as const)
    changes.links(adjacency.putList({ fromType, from, toType, readAt, links: byKey }))
  }

  function takeLink(changes: ChangeCollector, { fromType, fromId, toType, toId, labels, readAt }: StoredLink): void {
    const from = identities.keyOf(fromType, fromId)
    const to = identities.keyOf(toType, toId)
    changes.links(adjacency.putLink({ fromType, from, toType, to, labels, readAt }))
  }

  return {
    schema,
    get seq() {
      return seq
    },
    identities,
    adjacency,
    table: tableOf,
    layout: (objectType) => tableOf(objectType).layout,
    has: (objectType) => tables.has(objectType),
    applyEntry: (entry) =>
      transact('remote', (changes) => {
        for (const alias of entry.aliases) takeAlias(changes, alias)
        for (const { objectType, records } of entry.records) {
          if (!tables.has(objectType)) continue
          for (const record of records) takeRecord(changes, objectType, record)
        }
        for (const list of entry.associations) if (areKnown(list)) takeList(changes, list)
        for (const link of entry.links) if (areKnown(link)) takeLink(changes, link)
        for (const departure of entry.departures) {
          const { objectType, id } = departure
          if (!tables.has(objectType)) continue
          const key = identities.keyOf(objectType, id)
          note(changes, objectType, key, tableOf(objectType).removeBase(key, departure))
        }
      }),
    applyOverlay: (pending) =>
      transact('user', (changes) => {
        for (const { objectType, key, overlay, links } of pending) {
          // What is pending of an object type that this app's schema does not hold (any more) is kept and sent, but there is no table to show it in.
          if (!tables.has(objectType)) continue
          note(changes, objectType, key, tableOf(objectType).setOverlay(key, overlay))
          changes.links(adjacency.setOverlay(objectType, key, links))
        }
      }),
    applyAliases: (aliases) =>
      transact('remote', (changes) => {
        for (const alias of aliases) takeAlias(changes, alias)
      }),
    memory: () => ({
      tables: new Map([...tables].map(([objectType, table]) => [objectType, table.memory()])),
      associations: adjacency.bytes(),
    }),
    entries: (rows, until = -Infinity) => entriesOf(tables, adjacency, identities, rows, departed(until)),
    counts: (until) => ({
      shown: [...tables.values()].reduce((sum, { shown }) => sum + shown.size, 0),
      departed: [...departed(until).values()].reduce((sum, { size }) => sum + size, 0),
    }),
    forgetDeparted: (until) =>
      transact('remote', (changes) => {
        for (const [objectType, keys] of departed(until)) {
          for (const key of keys) {
            changes.links(adjacency.forget(objectType, key))
            note(changes, objectType, key, tableOf(objectType).drop(key))
          }
        }
      }),
    keepOnly: (entries) =>
      transact('remote', (changes) => {
        const named = recordsNamed(entries, identities)
        for (const [objectType, table] of tables)
          for (const key of table.here())
            if (named.get(objectType)?.has(key) !== true) note(changes, objectType, key, table.drop(key))
      }),
    stored: (names) =>
      [...tables].flatMap(([objectType, table]) => {
        const records: StoredRecord[] = []
        for (const key of keysIn(names, objectType)) {
          const record = table.stored(key)
          if (record !== null && record[3] !== unread) records.push(record)
        }
        return records.length === 0 ? [] : [{ objectType, records }]
      }),
    pack: () => ({
      tables: new Map([...tables].map(([objectType, table]) => [objectType, table.pack()])),
      sayings: adjacency.pack(),
      aliases: identities.aliases(),
    }),
    restore(pack) {
      // Its rows have numbers of their own.
      if (!isReplicaPack(pack) || [...tables.values()].some(({ rowCount }) => rowCount > 0)) return false
      for (const { objectType, alias, id } of pack.aliases) identities.learn(objectType, alias, id)
      for (const [objectType, table] of pack.tables)
        tables.get(objectType)?.restore(table, identities.renamed(objectType))
      adjacency.restore(pack.sayings)
      seq++
      return true
    },
    fill(entry) {
      for (const { objectType, records } of entry.records) {
        const table = tables.get(objectType)
        for (const record of records) table?.fill(identities.keyOf(objectType, record[0]), record)
      }
    },
    get unreadCount() {
      return [...tables.values()].reduce((sum, table) => sum + table.unreadCount, 0)
    },
    lacksValues: (names) =>
      [...tables].some(([objectType, table]) =>
        keysIn(names, objectType).some((key) => table.stored(key)?.[3] === unread),
      ),
    dropUnread: () =>
      transact('remote', (changes) => {
        for (const [objectType, table] of tables)
          for (const key of table.unread()) note(changes, objectType, key, table.drop(key))
      }),
    current: (entry) => currentFacts({ tables, adjacency, identities }, entry),
    onChange(react) {
      listeners.add(react)
      return () => listeners.delete(react)
    },
  }
}

function keysIn(names: ReadonlySet<string>, objectType: string): LocalKey[] {
  const prefix = `${objectType} `
  return [...names].flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length) as LocalKey] : []))
}

function entriesOf(
  tables: ReadonlyMap<string, RecordTable>,
  adjacency: Adjacency,
  identities: Identities,
  rows: number,
  gone: ReadonlyMap<string, ReadonlySet<LocalKey>>,
): CacheEntry[] {
  const isGone = (objectType: string, key: LocalKey): boolean => gone.get(objectType)?.has(key) === true
  const entries: CacheEntry[] = [{ ...emptyEntry, aliases: identities.aliases() }]
  for (const [objectType, table] of tables) {
    for (const records of inPieces([...table.storedRecords()], rows))
      entries.push({ ...emptyEntry, records: [{ objectType, records }] })
    const left = [...table.departures()].filter(({ id }) => !isGone(objectType, identities.keyOf(objectType, id)))
    for (const departures of inPieces(left, rows)) entries.push({ ...emptyEntry, departures })
  }
  const facts = adjacency.facts()
  const lists = facts.lists
    .filter(({ fromType, from }) => !isGone(fromType, from))
    .map(({ fromType, from, toType, readAt, links }) => ({
      fromType,
      fromId: identities.idOf(fromType, from),
      toType,
      readAt,
      links: links
        .filter(([to]) => !isGone(toType, to))
        .map(([to, labels]) => [identities.idOf(toType, to), labels] as const),
    }))
  const links = facts.links
    .filter(({ fromType, from, toType, to }) => !isGone(fromType, from) && !isGone(toType, to))
    .map(({ fromType, from, toType, to, labels, readAt }) => ({
      fromType,
      fromId: identities.idOf(fromType, from),
      toType,
      toId: identities.idOf(toType, to),
      labels,
      readAt,
    }))
  for (const associations of inPieces(lists, rows)) entries.push({ ...emptyEntry, associations })
  for (const piece of inPieces(links, rows)) entries.push({ ...emptyEntry, links: piece })
  return entries
}

function inPieces<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
