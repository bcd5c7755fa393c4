import type { Change, ChangeKind, Changes, DefinitionChange, WriteOrigin } from './changes.ts'

/** One write that was applied. A batch makes one entry for each record it changed. */
export interface AuditEntry extends WriteOrigin {
  /** 1 for the first write after the start or a reset. */
  readonly seq: number
  readonly kind: ChangeKind
  /** The plural name, e.g. `deals`. */
  readonly objectType: string
  readonly id: string
  /** Only for definitions. */
  readonly definition?: DefinitionChange
  /** Only for records that join or leave a list. */
  readonly listId?: string
  /** Property values as sent; only for records. */
  readonly properties?: Readonly<Record<string, string | null>>
  /** The records that are this one now, only for merges. */
  readonly mergedIds?: readonly string[]
  /** The other record, only for associations; `types` are the pair's types after the write, as `category typeId`. */
  readonly to?: { readonly objectType: string; readonly id: string; readonly types: readonly string[] }
  readonly objectWriteTraceId?: string
}

/** Every write that was received and applied, in order. */
export interface Audit {
  entries(): readonly AuditEntry[]
  load(entries: readonly AuditEntry[]): void
}

/** An audit of the changes from now on. */
export function createAudit(changes: Changes): Audit {
  let entries: AuditEntry[] = []
  changes.listen((change) => {
    if (change.settled !== true && change.implied !== true) entries.push(entryOf(change, entries.length + 1))
  })
  return {
    entries: () => entries.slice(),
    load: (saved) => void (entries = [...saved]),
  }
}

function entryOf({ origin, kind, objectType, id, ...facts }: Change, seq: number): AuditEntry {
  const { definition, listId, properties, mergedIds, to, objectWriteTraceId } = facts
  return Object.freeze({
    seq,
    at: origin.at,
    method: origin.method,
    path: origin.path,
    requestId: origin.requestId,
    kind,
    objectType,
    id,
    ...(definition === undefined ? {} : { definition }),
    ...(listId === undefined ? {} : { listId }),
    ...(properties === undefined ? {} : { properties }),
    ...(mergedIds === undefined ? {} : { mergedIds }),
    ...(to === undefined ? {} : { to: { ...to, types: to.types.map((type) => `${type.category} ${type.typeId}`) } }),
    ...(objectWriteTraceId === undefined ? {} : { objectWriteTraceId }),
  })
}
