import type { AnswerRow, Answer } from '../data/answers.ts'
import type { Dataset, TableName, Tables } from '../data/dataset.ts'
import type { ListParameters, ReadName, ReadParameters } from '../data/reads.ts'
import type { ContactUpdate } from '../data/writes.ts'

/** Rows of one table that arrived together, and how far the reader of HubSpot has come with them. */
export interface Page<T extends TableName = TableName> {
  readonly table: T
  readonly rows: readonly Tables[T][]
  readonly cursor: string
}

/** A row that a live list shows. */
export interface ShownRow extends AnswerRow {
  readonly jobtitle: string | null
}

/**
 * A database under measurement, used as its users do. One is opened in a page of its own, over what the browser's profile holds from an earlier page.
 *
 * Absent members are what a peer does not offer; the report shows them as a dash.
 */
export interface Peer {
  /** Everything that has to be up before the first query can be asked. */
  open(contacts: number): Promise<void>
  /** Takes a page; settles when rows and cursor would survive a crash, or, for peers that save later, when the rows can be queried. */
  readonly ingestPage?: (page: Page) => Promise<void>
  /** Settles when everything taken so far would survive a crash. */
  readonly save?: () => Promise<void>
  /** Takes everything in one call. */
  readonly ingestAll?: (data: Dataset) => Promise<void>
  /**
   * Instead of {@link Peer.ingestPage}: reads everything in by its own means, and says how long that took without the time in which the rows
   * were made.
   */
  readonly pull?: (contacts: number) => Promise<{ readonly ms: number; readonly rows: number }>
  /** Makes every read answerable from this device, and leaves the list on screen as a person who used the app last; after the data is in, not measured. */
  readonly prepare?: (reads: readonly AnyRead[], list: ListParameters) => Promise<void>
  readonly read: { readonly [Name in ReadName]?: (parameters: ReadParameters[Name]) => Promise<Answer> | Answer }
  /** The first rows of a list that can be shown, complete or not; where absent, `read.list` is that. */
  readonly firstRows?: (list: ListParameters) => Promise<readonly AnswerRow[]>
  /** Shows a list and every change of it until the returned function is called. */
  readonly mount?: (list: ListParameters, show: (rows: readonly ShownRow[]) => void) => Promise<() => void>
  /** One update; settles when the peer says it is done. */
  readonly update?: (update: ContactUpdate) => Promise<void>
  /** Updates in one call or transaction. */
  readonly updateAll?: (updates: readonly ContactUpdate[]) => Promise<void>
  /** Deletions in one call or transaction. */
  readonly deleteAll?: (ids: readonly string[]) => Promise<void>
  readonly close?: () => Promise<void>
}

/** A read with its parameters. */
export type AnyRead = {
  readonly [Name in ReadName]: { readonly read: Name; readonly parameters: ReadParameters[Name] }
}[ReadName]

/** What the file of a peer exports. */
export interface PeerModule {
  readonly createPeer: () => Peer
}
