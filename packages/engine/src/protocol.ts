/**
 * What page and worker say to each other: types only, so a page that imports this loads nothing of the engine.
 *
 * Commands go over comlink and answer with a {@link Reply}; rows and events travel on `MessagePort`s of their own.
 */
import type { ErrorData, LocalKey, Schema } from '@holdfast/crm'
import type { QueryExplanation, Runnable } from '@holdfast/query'

export type {
  CacheName,
  PackKey,
  PackMessage,
  PackTable,
  ShownTable,
  ShownText,
  StoredPack,
} from './stored-protocol.ts'

/** Raised whenever a message changes its shape; page and worker must agree on it. */
export type ProtocolVersion = 6

/** The answer to a command: errors are data, because comlink drops an error's code. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData }

/** The commands a worker takes. Each may be called from any number of pages' connections; each settles or the worker is dead. */
export interface EngineCommands {
  /** First call of a connection: opens the account's stores. Refuses with `engine/mismatch` when schema or protocol differ. */
  hello(hello: Hello): Promise<Reply<Welcome>>
  /** Streams a query's rows, or the figures it asks for, as {@link ViewMessage}s until the page closes it with a {@link ViewRequest} or the connection ends. */
  openView(query: Runnable, port: MessagePort): Promise<Reply<null>>
  /** Answers a query once, as soon as it is complete or cannot become so; asks HubSpot when what is known is older than `freshnessMs`. */
  run(query: Runnable, options: RunOptions): Promise<Reply<Answer>>
  /** The rows that come next in an {@link Answer} that one message could not carry. */
  moreRows(answer: string): Promise<Reply<MoreRows>>
  /** What {@link EngineCommands.run} would do, without doing it. */
  explain(query: Runnable): Promise<Reply<Explanation>>
  /** One record with every property the schema names, pending writes included; asks HubSpot when it is not known here. Null: no such record. */
  read(objectType: string, id: string): Promise<Reply<RowText | null>>
  /** As {@link EngineCommands.read}, many in the order given, but asks nobody, so that none waits for another. Null: no such record here. */
  readHere(records: readonly RecordName[]): Promise<Reply<readonly (RowText | null)[]>>
  /** Records units of intents durably, each all or none; the order given is the order sent. Each has an answer of its own. Idempotent by the drafts' keys. */
  commit(units: readonly (readonly IntentDraft[])[]): Promise<Reply<readonly Reply<null>[]>>
  /** Streams {@link EngineEvent}s: the present state first, then what changes. */
  watch(port: MessagePort): Promise<Reply<null>>
  /** Carries out a cure for a parked intent. */
  repair(intentKey: string, repair: Repair): Promise<Reply<null>>
  /**
   * Keeps a query's records on this device, in all tabs and over restarts, until {@link EngineCommands.unpin}: answers when that is durable. Another query of
   * that name is let go. Of a query for figures, the records that those are about are kept.
   */
  pin(name: string, query: Runnable): Promise<Reply<null>>
  /** Lets go of what has that name, if anything has. */
  unpin(name: string): Promise<Reply<null>>
  /** Asks for what changed at HubSpot now instead of at the next interval; settles when it has been applied or could not be. */
  refresh(): Promise<Reply<null>>
  /** Ends the engine: everything durable is kept, the databases are closed. */
  close(): Promise<Reply<null>>
}

/** A record, by a real or a temporary id. */
export interface RecordName {
  readonly objectType: string
  readonly id: string
}

/** Who connects. */
export interface Hello {
  readonly protocol: ProtocolVersion
  /** `schemaFingerprint` of the page's schema. */
  readonly fingerprint: string
  /** HubSpot account id; names the databases. */
  readonly account: string
  /** Brings one {@link PackMessage}; null from a page that has read nothing for this worker. */
  readonly pack: MessagePort | null
}

/** What the worker answers first. */
export interface Welcome {
  /** Differs for every start of a worker. */
  readonly generation: string
  readonly schema: Schema
}

/** How fresh a one-time answer has to be. */
export interface RunOptions {
  /** Oldest acceptable `asOf`, in milliseconds before now; null takes what is known if it is complete. */
  readonly freshnessMs: number | null
}

/** How much of what a query asks for is here. */
export type Completeness = 'complete' | 'partial' | 'local-only'

/** Why a result is not complete, most telling first. */
export type IncompleteReason =
  | 'loading'
  | 'offline'
  | 'rate-limited'
  | 'needs-auth'
  | 'forbidden'
  | 'unavailable'
  | 'not-searchable'
  | 'refused'

/** What is known about a view's rows besides the rows. */
export interface ViewStatus {
  readonly completeness: Completeness
  /** Epoch ms up to which HubSpot's state is reflected; null when nothing was ever read for it. */
  readonly asOf: number | null
  /** Empty when complete. */
  readonly why: readonly IncompleteReason[]
  /** Records matching the whole query without its limit, when known. */
  readonly total: number | null
  /** Rows with writes that HubSpot has not confirmed. */
  readonly pending: number
  /** Did this view ask HubSpot, or was everything here? */
  readonly source: 'cache' | 'remote'
}

/**
 * One row as text, JSON of a {@link PackedRow}: text crosses threads several times cheaper than objects, and equal text means an unchanged row.
 */
export type RowText = string

/** A row: values are wire strings in the order of the query's `select` (or of the schema's properties when that is null). */
export type PackedRow = readonly [
  key: LocalKey,
  id: string,
  /** Names of properties with writes that HubSpot has not confirmed; `'*'` stands for the whole record (created here). */
  pending: readonly string[],
  archived: 0 | 1,
  values: readonly (string | null)[],
  /** One entry per `include` of the query, in its order: rows, or for `first` one row or null. */
  includes: readonly (readonly PackedIncluded[] | PackedIncluded | null)[],
]

/** An included row, and the labels of the association that brought it. */
export type PackedIncluded = readonly [...row: PackedRow, labels: readonly string[]]

/** A row of figures, for queries that ask for them; `RowText` is then JSON of this. */
export type PackedFigures = readonly [
  key: string,
  /** The wire values that the records of the group share, in the order of the query's `groupBy`. */
  group: readonly (string | null)[],
  /** In the order of the query's `measures`; the least and the greatest value as wire values. */
  figures: readonly (number | string | null)[],
]

/** What changed in a view. The first delta carries everything, its rows in their order. */
export interface ViewDelta {
  readonly kind: 'delta'
  /** Counts deltas of this view from 1. */
  readonly revision: number
  /** So many {@link ViewPart}s were sent before, whose rows belong to it. */
  readonly parts: number
  /** Null when neither membership nor order changed. */
  readonly order: OrderChange | null
  /** Rows that entered or changed. */
  readonly rows: readonly RowText[]
  readonly status: ViewStatus
}

/** Rows of the delta that follows, when they are more than a page takes at once without being noticed. */
export interface ViewPart {
  readonly kind: 'part'
  /** So many parts of the same delta came before it. */
  readonly place: number
  readonly rows: readonly RowText[]
}

/** How the order of rows changed: some leave their places, others come to places. What moves does both. All places ascend. */
export interface OrderChange {
  /** Places in the order before. */
  readonly out: readonly number[]
  /** Places in the order after, and the keys of the rows that come there. */
  readonly into: readonly number[]
  readonly keys: readonly LocalKey[]
}

/** A view that cannot go on; its port is closed after this. */
export interface ViewFailed {
  readonly kind: 'failed'
  readonly error: ErrorData
}

/** What a view's port carries to the page. */
export type ViewMessage = ViewPart | ViewDelta | ViewFailed

/** What a port carries to the worker. */
export type ViewRequest =
  /** The page has worked on one message; until it says so, few more are sent, and what changes meanwhile is sent as one. */
  { readonly kind: 'taken' } | { readonly kind: 'close' }

/** A whole result. */
export interface ViewSnapshot {
  readonly rows: readonly RowText[]
  readonly status: ViewStatus
}

/** Rows in their order, and by which name {@link EngineCommands.moreRows} tells those that come next; null when these are the last. */
export interface MoreRows {
  readonly rows: readonly RowText[]
  readonly more: string | null
}

/** A whole result or, of a long one, its beginning. */
export interface Answer extends MoreRows {
  readonly status: ViewStatus
}

/** What the engine would do for a query. */
export interface Explanation {
  /** `local`: everything is here; `remote`: search requests are needed; `impossible`: not here, and it would take too many searches. */
  readonly decision: 'local' | 'remote' | 'impossible'
  readonly reason: string
  /** How many of the query's records are known to be here: then the requests are about the others only. */
  readonly covered: 'all' | 'part' | 'none'
  /** How the records that are missing would be found: searches, what is asked before them, and what the device sifts. Null when no record is missing. */
  readonly plan: QueryExplanation | null
  /** The first page of each search; empty when local. */
  readonly requests: readonly { readonly objectType: string; readonly body: unknown }[]
  /** Requests expected in all, null when unknown. */
  readonly estimatedRequests: number | null
  readonly asOf: number | null
}

/** What one association of a draft points to. */
export interface AssociationDraft {
  readonly objectType: string
  /** A real or a temporary id. */
  readonly id: string
  readonly label: string | null
}

interface DraftIdentity {
  /** Made by the page, unique for ever: the same key again is the same intent. */
  readonly key: string
  readonly objectType: string
  /** The record's id, real or temporary. For a create: the temporary id the page made. */
  readonly id: string
}

/** A write as the page wishes it; values are wire strings, `""` clears. */
export type IntentDraft =
  | (DraftIdentity & {
      readonly kind: 'create'
      readonly properties: Readonly<Record<string, string>>
      readonly associations: readonly AssociationDraft[]
    })
  | (DraftIdentity & {
      readonly kind: 'update'
      readonly properties: Readonly<Record<string, string>>
      /** What the user saw in those properties when deciding; null is unset. */
      readonly base: Readonly<Record<string, string | null>>
    })
  | (DraftIdentity & { readonly kind: 'archive' })
  | (DraftIdentity & { readonly kind: 'associate' | 'disassociate'; readonly to: AssociationDraft })

/** An intent's state as an application sees it. */
export type WriteState = 'queued' | 'inflight' | 'unknown' | 'synced' | 'parked' | 'discarded'

/** What can be done about a parked intent. */
export type Repair =
  | { readonly kind: 'retry' }
  | { readonly kind: 'edit'; readonly properties: Readonly<Record<string, string>> }
  | { readonly kind: 'drop-property'; readonly property: string }
  | { readonly kind: 'take-theirs'; readonly property: string }
  | { readonly kind: 'keep-mine'; readonly property: string }
  | { readonly kind: 'link'; readonly id: string }
  | { readonly kind: 'discard' }

/** Why an intent waits for a person. */
export type ParkedReason =
  | 'refused'
  | 'conflict'
  | 'gone'
  | 'forbidden'
  | 'duplicate'
  | 'outcome-unknown'
  | 'depends-on-parked'

/** A property changed both here and at HubSpot: all three values, as wire strings. */
export interface Conflict {
  readonly property: string
  readonly base: string | null
  readonly mine: string
  readonly theirs: string | null
}

/** A write that HubSpot refused or that needs a decision. */
export interface ParkedIntent {
  readonly key: string
  readonly objectType: string
  readonly id: string
  readonly kind: IntentDraft['kind']
  readonly reason: ParkedReason
  /** In plain words, without property values. */
  readonly cause: string
  /** Properties to blame, when known. */
  readonly properties: readonly string[]
  readonly conflicts: readonly Conflict[]
  /** What {@link EngineCommands.repair} will take for it. */
  readonly repairs: readonly Repair[]
  readonly since: number
}

/** The engine's condition, for status bars and close warnings. */
export interface EngineStatus {
  /** Did the last request reach HubSpot? */
  readonly online: boolean
  readonly role: 'leader' | 'follower'
  /** Intents not yet confirmed by HubSpot, parked ones not counted. */
  readonly pending: number
  readonly parked: number
  /** Everything given to us is durable on this device. */
  readonly safeToClose: boolean
  /** Requests sent since the worker started, by lane. */
  readonly requests: Readonly<Record<string, number>>
  /** Epoch ms of the newest state known of HubSpot, null before the first answer. */
  readonly asOf: number | null
  /** Why nothing is sent at present, if so. */
  readonly paused: 'offline' | 'needs-auth' | 'rate' | 'daily' | null
  /** What this tab's worker holds of the account in memory. */
  readonly memory: EngineMemory
}

/** Bytes held in memory, roughly: to a tenth of a megabyte, without what the JavaScript engine takes for itself. */
export interface EngineMemory {
  /** Keys, values and times of records. */
  readonly records: number
  /** Columns of what is filtered or sorted by, with the indexes on them. */
  readonly columns: number
  readonly associations: number
}

/** How far a query that is kept on this device is there. */
export interface PinState {
  readonly name: string
  readonly status: ViewStatus
  /** Records of the query that are here; of them `status.total` in all, when that is known. */
  readonly records: number
}

/** What the worker tells everybody who watches. */
export type EngineEvent =
  | { readonly kind: 'status'; readonly status: EngineStatus }
  | { readonly kind: 'intents'; readonly changes: readonly { readonly key: string; readonly state: WriteState }[] }
  | { readonly kind: 'parked'; readonly parked: readonly ParkedIntent[] }
  | { readonly kind: 'pins'; readonly pins: readonly PinState[] }
  | { readonly kind: 'trouble'; readonly error: ErrorData }
