import type { Schema } from '@holdfast/crm'
import type { Parameter, Runnable } from '../ast.ts'
import { invalidQuery } from '../invalid-query.ts'
import { checkTemplate } from './check.ts'
import { queryLimits } from './given.ts'

/** A query as it is written down: to be stored in a file, sent in a link, or known to a server by its name. */
export interface WrittenQuery {
  /** What people and servers call it; null when it has no name. */
  readonly name: string | null
  /** Its values may be left open. */
  readonly query: Runnable<Parameter>
}

/** Rises whenever a form is written that older readers would misunderstand; readers refuse what they do not know. */
const version = 1

/** Names are shown to people and stand in links: a line of text. */
export const queryName: RegExp = /^[^\p{C}]{1,100}$/u

/** The JSON text of a query, with its name when it has one. {@link parseQuery} takes it back. */
export function queryToJson({ name, query }: WrittenQuery): string {
  return JSON.stringify({ holdfast: 'query', version, name, query })
}

/**
 * The query that a JSON text holds, checked against the schema.
 *
 * Throws `HoldfastError` `query/invalid`, as {@link checkQuery} does, also for what is no JSON, no query of ours, or of a later version.
 */
export function parseQuery(schema: Schema, text: string): WrittenQuery {
  if (text.length > queryLimits.jsonCharacters) throw unreadable('json', 'This text is too long for a query.')
  const written = parseJson(text)
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw unreadable('json', 'This is no query.')
  const given: Readonly<Record<string, unknown>> = { ...written }
  if (given['holdfast'] !== 'query') throw unreadable('json.holdfast', 'This is no query.')
  if (given['version'] !== version)
    throw unreadable('json.version', 'This query is of a version that is not known here.')
  const { name } = given
  if (name !== null && (typeof name !== 'string' || !queryName.test(name)))
    throw unreadable('json.name', 'A name is a line of at most 100 characters, or null.')
  return Object.freeze({ name, query: checkTemplate(schema, given['query']) })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('json', 'This is no JSON.')
  }
}

function unreadable(part: string, what: string): Error {
  return invalidQuery('unknown', part, what, 'Write queries with `queryToJson`.')
}
