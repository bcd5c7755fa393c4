import type { AssociationType } from './association-types.ts'
import type { ChangeSource, RecordState } from './record-table.ts'

/** What a change did. */
export type ChangeKind =
  | 'create'
  | 'update'
  | 'archive'
  | 'restore'
  | 'merge'
  | 'purge'
  | 'associate'
  | 'disassociate'
  | 'define'
  | 'join'
  | 'leave'

/** What an account defines besides records, and what became of the one that a change is about. */
export interface DefinitionChange {
  readonly of:
    | 'association type'
    | 'import'
    | 'list'
    | 'list folder'
    | 'object type'
    | 'pipeline'
    | 'property'
    | 'property group'
    | 'property validation'
    | 'stage'
  readonly change: 'create' | 'update' | 'archive'
}

/** Where a write came from. */
export interface WriteOrigin {
  readonly at: number
  readonly method: string
  readonly path: string
  /** The correlation id of the answer. */
  readonly requestId: string
}

/** Who changes the account, and how. */
export interface ChangeContext {
  readonly origin: WriteOrigin
  readonly source: ChangeSource
  /** Arranged from inside rather than received. */
  readonly settled?: boolean
}

/** What changed: enough for everyone who tells others about it. */
export interface ChangeFacts {
  readonly kind: ChangeKind
  /** The plural name, e.g. `deals`. */
  readonly objectType: string
  readonly id: string
  /** Only for definitions; the id is theirs. */
  readonly definition?: DefinitionChange
  /** Only for records that join or leave a list. */
  readonly listId?: string
  /** Property values as sent; only for records. */
  readonly properties?: Readonly<Record<string, string | null>>
  /** The record before and after, only for records; before is null for a new one. */
  readonly before?: RecordState | null
  readonly after?: RecordState
  /** The records that are this one now, only for merges: the primary first. */
  readonly mergedIds?: readonly string[]
  /** The other record, only for associations, and the types that associate the two after the change. */
  readonly to?: { readonly objectType: string; readonly id: string; readonly types: readonly AssociationType[] }
  /** The types that came or went, only for associations. */
  readonly moved?: readonly AssociationType[]
  /** Follows from another change of the same write, e.g. an old primary association that gives way. */
  readonly implied?: boolean
  readonly objectWriteTraceId?: string | undefined
}

/** One change of the account. */
export interface Change extends ChangeFacts, ChangeContext {}

/** Every change of the account as it happens, for audit, webhooks and journal alike. */
export interface Changes {
  add(context: ChangeContext, facts: ChangeFacts): void
  /** Called with each change from now on, in the order they happen. */
  listen(listener: (change: Change) => void): void
}

/** A feed nobody listens to yet. */
export function createChanges(): Changes {
  const listeners: ((change: Change) => void)[] = []
  return {
    add({ origin, source, settled = false }, facts) {
      const change: Change = { ...facts, origin, source, settled }
      for (const listener of listeners) listener(change)
    },
    listen: (listener) => void listeners.push(listener),
  }
}
