import { type JsonObject, asObject } from './input.ts'
import type { Credentials } from './oauth/index.ts'
import type { ApiVersion } from './versions.ts'
import type { WriteContext } from './records/index.ts'

/** What a request is for, as limits and reports count them. */
export type Lane =
  | 'search'
  | 'list'
  | 'get'
  | 'write'
  | 'batch-read'
  | 'batch-write'
  | 'association'
  | 'definition'
  | 'oauth'
  | 'webhooks'
  | 'journal'
  | 'journal-subscriptions'
  | 'journal-snapshots'

/** A field or a file of a multipart form. */
export interface Part {
  readonly name: string
  /** Null for a field. */
  readonly fileName: string | null
  readonly text: string
}

/** A request as handlers see it. */
export interface Call {
  readonly version: ApiVersion
  readonly query: URLSearchParams
  /** The parsed JSON body, undefined when there is none. */
  readonly body: unknown
  readonly bodyText: string
  /** The fields of a form and of the query string, only for routes that take forms. */
  readonly form: URLSearchParams
  /** Only for routes that take multipart forms. */
  readonly parts: readonly Part[]
  /** Who asks; null where nobody has to say. */
  readonly credentials: Credentials | null
  /** Where the emulator was asked, e.g. `http://127.0.0.1:8787`. */
  readonly origin: string
  /** The path that was asked, without slashes at its end. */
  readonly path: string
  readonly write: WriteContext
  /** A parameter of the route's path. */
  param(name: string): string
}

/** An answer before it becomes a `Response`. No body means none is sent. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation: the paths it has in all versions, and what it does. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly paths: readonly string[]
  readonly lane: Lane
  /** Who may ask: a bearer token when absent; an app's developer, by `hapikey` or bearer; anyone. */
  readonly auth?: 'developer' | 'none'
  /** What bodies it takes; JSON when absent. */
  readonly takes?: 'form' | 'multipart'
  handle(call: Call): Answer
}

/** The body of a call as an object; 400 when it is not one. */
export function bodyObject(call: Call): JsonObject {
  return asObject(call.body, 'the body')
}
