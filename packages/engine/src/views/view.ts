import type { LocalKey } from '@holdfast/crm'
import { compileOrder, compilePredicate, type Predicate, type Query } from '@holdfast/query'
import type { RowText } from '../protocol.ts'
import type { ChangeSet, RecordVersion, Replica } from '../replica/index.ts'
import { replicaAssociations } from './associations.ts'
import { createMatchList } from './match-list.ts'
import { createRowPacker } from './pack-row.ts'

/** What changed in a view since it was last asked. */
export interface ViewChange {
  /** Keys in order; null when neither membership nor order changed. */
  readonly order: readonly LocalKey[] | null
  /** Rows that entered or changed. */
  readonly rows: readonly RowText[]
}

/** The rows of one query over the replica, kept by change: the rule is that they always equal the query run afresh. */
export interface View {
  readonly query: Query
  /** Every record that matches, in order, beyond the limit too. */
  readonly matches: readonly RecordVersion[]
  /** The records shown. */
  window(): readonly RecordVersion[]
  /** Takes a transaction of the replica. Costs what the transaction touched; nothing, if that was none of the query's records. */
  apply(change: ChangeSet): void
  /** What changed since the last call; null when nothing did. */
  take(): ViewChange | null
  /** All rows in order, as they were at the last {@link View.take}. */
  rows(): readonly RowText[]
  /** Rows shown with pending writes in them. */
  pending(): number
}

/** A view filled from the replica. */
export function createView(replica: Replica, query: Query): View {
  const { objectType } = query
  const table = replica.table(objectType)
  const matches = compilePredicate(replica.schema, query, { associations: replicaAssociations(replica) })
  const list = createMatchList(compileOrder(replica.schema, query))
  const packer = createRowPacker(replica, query)
  const filteredTypes = associatedTypes(query.where)

  // Texts of the rows shown; a key in `stale` was touched since and must be packed again before it is shown.
  const texts = new Map<LocalKey, RowText>()
  const pendingRows = new Set<LocalKey>()
  const stale = new Set<LocalKey>()
  // Which shown rows depend on an included record: `type key` -> root keys, and back.
  const dependents = new Map<string, Set<LocalKey>>()
  const dependencies = new Map<LocalKey, ReadonlySet<string>>()
  let shown: readonly LocalKey[] = []
  let wasTaken = false

  for (const version of table.versions()) if (matches(version)) list.add(version)
  list.sort()

  function test(key: LocalKey): void {
    const version = table.get(key)
    list.replace(key, version !== null && matches(version) ? version : null)
    stale.add(key)
  }

  function touchDependents(type: string, key: LocalKey): void {
    for (const root of dependents.get(`${type} ${key}`) ?? []) stale.add(root)
  }

  function window(): readonly RecordVersion[] {
    return query.limit === null ? list.versions : list.versions.slice(0, query.limit)
  }

  function pack(version: RecordVersion): RowText {
    const visited = new Set<string>()
    const row = packer.pack(version, visited)
    forget(version.key)
    dependencies.set(version.key, visited)
    for (const name of visited) {
      const roots = dependents.get(name) ?? new Set()
      dependents.set(name, roots)
      roots.add(version.key)
    }
    if (hasPending(row)) pendingRows.add(version.key)
    else pendingRows.delete(version.key)
    return JSON.stringify(row)
  }

  function forget(key: LocalKey): void {
    for (const name of dependencies.get(key) ?? []) {
      const roots = dependents.get(name)
      roots?.delete(key)
      if (roots?.size === 0) dependents.delete(name)
    }
    dependencies.delete(key)
  }

  function dropHidden(order: readonly LocalKey[]): void {
    const visible = new Set(order)
    for (const key of shown) {
      if (visible.has(key)) continue
      texts.delete(key)
      pendingRows.delete(key)
      forget(key)
    }
  }

  return {
    query,
    get matches() {
      return list.versions
    },
    window,
    apply(change) {
      for (const [type, changed] of change.records) {
        for (const key of changed.keys()) {
          if (type === objectType) test(key)
          touchDependents(type, key)
        }
      }
      for (const { type, key, toType } of change.links) {
        if (type === objectType && filteredTypes.has(toType)) test(key)
        else if (type === objectType) stale.add(key)
        touchDependents(type, key)
      }
    },
    take() {
      if (wasTaken && stale.size === 0) return null
      wasTaken = true
      const versions = window()
      const order = versions.map(({ key }) => key)
      const rows: RowText[] = []
      for (const version of versions) {
        const before = texts.get(version.key)
        if (before !== undefined && !stale.has(version.key)) continue
        const text = pack(version)
        if (text === before) continue
        texts.set(version.key, text)
        rows.push(text)
      }
      stale.clear()
      const isMoved = order.length !== shown.length || order.some((key, at) => key !== shown[at])
      if (isMoved) {
        dropHidden(order)
        shown = order
      }
      return isMoved || rows.length > 0 ? { order: isMoved ? order : null, rows } : null
    },
    rows: () => shown.map((key) => texts.get(key) ?? ''),
    pending: () => pendingRows.size,
  }
}

function hasPending(row: readonly unknown[]): boolean {
  const [, , pending, , , includes] = row
  if (Array.isArray(pending) && pending.length > 0) return true
  return Array.isArray(includes) && includes.some((included) => hasPendingInclude(included))
}

function hasPendingInclude(included: unknown): boolean {
  if (!Array.isArray(included)) return false
  return typeof included[0] === 'string'
    ? hasPending(included)
    : included.some((row: unknown) => Array.isArray(row) && hasPending(row))
}

function associatedTypes(where: Predicate | null): ReadonlySet<string> {
  const types = new Set<string>()
  function walk(predicate: Predicate): void {
    if (predicate.kind === 'associated') types.add(predicate.objectType)
    else if (predicate.kind === 'not') walk(predicate.of)
    else if (predicate.kind === 'and' || predicate.kind === 'or') predicate.of.forEach(walk)
  }
  if (where !== null) walk(where)
  return types
}
