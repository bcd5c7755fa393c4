import {
  emptyEntry,
  type AssociationList,
  type CacheEntry,
  type Departure,
  type StoredAlias,
  type StoredCoverage,
  type StoredCursor,
  type StoredLink,
  type StoredRecord,
} from './cache-entry.ts'

/** What the coverage ledger is made of: the newest statement about each query and object type. */
export type Statements = Pick<CacheEntry, 'coverage' | 'cursors'>

/** Facts in few large pieces, and the statements that stand at the end of them. */
export interface Merged {
  readonly chunks: readonly CacheEntry[]
  readonly statements: Statements
}

// IndexedDB costs per value: pieces of 500 records are read back twice as fast as pages of 100.
const chunkFacts = 500

/**
 * The same facts with fewer words: of several about one thing only those that still say something. Entries are in the order in which they were learned.
 */
export function mergeEntries(entries: readonly CacheEntry[]): Merged {
  const chunks: CacheEntry[] = []
  const add = <K extends keyof CacheEntry>(kind: K, facts: readonly CacheEntry[K][number][]): void => {
    for (const piece of inPieces(facts)) chunks.push({ ...emptyEntry, [kind]: piece })
  }
  add(
    'aliases',
    newest<StoredAlias>(entries, 'aliases', ({ objectType, alias, id }) => `${objectType} ${alias} ${id}`),
  )
  for (const [objectType, records] of recordsByType(entries))
    for (const piece of inPieces(records)) chunks.push({ ...emptyEntry, records: [{ objectType, records: piece }] })
  add(
    'associations',
    newest<AssociationList>(
      entries,
      'associations',
      ({ fromType, fromId, toType }) => `${fromType} ${fromId} ${toType}`,
      byReading,
    ),
  )
  add(
    'links',
    newest<StoredLink>(
      entries,
      'links',
      ({ fromType, fromId, toType, toId }) => `${fromType} ${fromId} ${toType} ${toId}`,
      byReading,
    ),
  )
  add(
    'departures',
    newest<Departure>(entries, 'departures', ({ objectType, id }) => `${objectType} ${id}`, byReading),
  )
  return { chunks, statements: mergeStatements(entries) }
}

/** The newest statements of entries in the order in which they were learned. */
export function mergeStatements(entries: readonly Statements[]): Statements {
  const coverage = new Map<string, StoredCoverage>()
  const cursors = new Map<string, StoredCursor>()
  for (const entry of entries) {
    for (const statement of entry.coverage) coverage.set(statement.shape, statement)
    for (const cursor of entry.cursors) cursors.set(cursor.objectType, cursor)
  }
  return { coverage: [...coverage.values()], cursors: [...cursors.values()] }
}

/** How many facts an entry holds. */
export function factCount({ aliases, records, associations, links, departures }: CacheEntry): number {
  const others = aliases.length + associations.length + links.length + departures.length
  return records.reduce((sum, page) => sum + page.records.length, others)
}

function byReading(a: { readonly readAt: number }, b: { readonly readAt: number }): boolean {
  return b.readAt >= a.readAt
}

// Of facts about one thing the one that came last, or that `replaces` finds newer.
function newest<Fact>(
  entries: readonly CacheEntry[],
  kind: 'aliases' | 'associations' | 'links' | 'departures',
  nameOf: (fact: Fact) => string,
  replaces: (before: Fact, after: Fact) => boolean = () => true,
): Fact[] {
  const byName = new Map<string, Fact>()
  for (const entry of entries) {
    for (const fact of entry[kind] as unknown as readonly Fact[]) {
      const name = nameOf(fact)
      const before = byName.get(name)
      if (before === undefined || replaces(before, fact)) byName.set(name, fact)
    }
  }
  return [...byName.values()]
}

// Two readings of one record may both say something: the newer state, and that it was there at a later moment.
function recordsByType(entries: readonly CacheEntry[]): Map<string, StoredRecord[]> {
  const byType = new Map<string, Map<string, readonly StoredRecord[]>>()
  for (const { records: pages } of entries) {
    for (const { objectType, records } of pages) {
      const byId = byType.get(objectType) ?? new Map<string, readonly StoredRecord[]>()
      byType.set(objectType, byId)
      for (const record of records) byId.set(record[0], withReading(byId.get(record[0]) ?? [], record))
    }
  }
  return new Map([...byType].map(([objectType, byId]) => [objectType, [...byId.values()].flat()]))
}

function withReading(known: readonly StoredRecord[], record: StoredRecord): readonly StoredRecord[] {
  if (known.some((other) => saysAll(other, record) && !saysAll(record, other))) return known
  return [...known.filter((other) => !saysAll(record, other)), record]
}

// Does `a` make `b` superfluous? Of equals the later one counts.
function saysAll([, updatedA, readA]: StoredRecord, [, updatedB, readB]: StoredRecord): boolean {
  return updatedA >= updatedB && readA >= readB
}

function inPieces<T>(facts: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(facts.length / chunkFacts) }, (_, at) =>
    facts.slice(at * chunkFacts, (at + 1) * chunkFacts),
  )
}
