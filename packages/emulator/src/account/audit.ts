/** What a write did. */
export type AuditKind = 'create' | 'update' | 'archive' | 'merge' | 'purge' | 'associate' | 'disassociate' | 'define'

/** Where a write came from. */
export interface WriteOrigin {
  readonly at: number
  readonly method: string
  readonly path: string
  /** The correlation id of the answer. */
  readonly requestId: string
}

/** One write that was applied. A batch makes one entry for each record it changed. */
export interface AuditEntry extends WriteOrigin {
  /** 1 for the first write after the start or a reset. */
  readonly seq: number
  readonly kind: AuditKind
  /** The plural name, e.g. `deals`. */
  readonly objectType: string
  readonly id: string
  /** Property values as sent; only for records. */
  readonly properties?: Readonly<Record<string, string | null>>
  /** The records that are this one now, only for merges. */
  readonly mergedIds?: readonly string[]
  /** The other record, only for associations; `types` are the pair's types after the write, as `category typeId`. */
  readonly to?: { readonly objectType: string; readonly id: string; readonly types: readonly string[] }
  readonly objectWriteTraceId?: string
}

/** Every applied write, in order. */
export interface Audit {
  add(origin: WriteOrigin, entry: Omit<AuditEntry, 'seq' | keyof WriteOrigin>): void
  entries(): readonly AuditEntry[]
  clear(): void
}

/** An empty audit. */
export function createAudit(): Audit {
  let entries: AuditEntry[] = []
  return {
    add({ at, method, path, requestId }, entry) {
      entries.push(Object.freeze({ seq: entries.length + 1, at, method, path, requestId, ...entry }))
    },
    entries: () => entries.slice(),
    clear: () => void (entries = []),
  }
}
