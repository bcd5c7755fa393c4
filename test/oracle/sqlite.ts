import sqlite from 'node-sqlite3-wasm'
import type { Predicate, Query } from '@holdfast/query'
import {
  readAs,
  wantedWords,
  wordsOf,
  type ReferenceFacts,
  type ReferenceRecord,
  type ReferenceType,
} from './reference.ts'

// The same questions put to SQLite: an engine that knows nothing of HubSpot judges what unset means within and, or and not, what is between, in, and first.

/** A database that holds the records of one object type. */
export interface SqliteWitness {
  readonly ids: (query: Query) => readonly string[]
  readonly close: () => void
}

type SqlValue = string | number | null

/** Loads the records: of each property a column of its text, of its text in lower case, and of its number; words and links are tables. */
export function openWitness(records: readonly ReferenceRecord[], facts: ReferenceFacts): SqliteWitness {
  const database = new sqlite.Database()
  const names = [...new Set([...Object.keys(facts.types), ...facts.searchedProperties])].filter(
    (name) => name !== 'hs_object_id',
  )
  database.exec(
    `CREATE TABLE record (id INTEGER PRIMARY KEY, ${names.map((name) => `"t_${name}" TEXT, "f_${name}" TEXT, "n_${name}" REAL`).join(', ')})`,
  )
  database.exec('CREATE TABLE word (id INTEGER, property TEXT, word TEXT); CREATE TABLE link (id INTEGER, link TEXT)')
  database.exec('CREATE INDEX words ON word (id, property); CREATE INDEX links ON link (id); BEGIN')
  const addRecord = database.prepare(
    `INSERT INTO record VALUES (${Array.from({ length: 1 + 3 * names.length }, () => '?').join(',')})`,
  )
  const addWord = database.prepare('INSERT INTO word VALUES (?, ?, ?)')
  const addLink = database.prepare('INSERT INTO link VALUES (?, ?)')
  for (const { id, properties, links } of records) {
    const values = names.flatMap((name): SqlValue[] => {
      const wire = properties[name] ?? ''
      if (wire === '') return [null, null, null]
      const number = readAs(facts.types[name] ?? 'string', wire)
      return [wire, wire.toLowerCase(), typeof number === 'number' ? number : null]
    })
    addRecord.run([Number(id), ...values])
    for (const name of names)
      for (const word of tokensOf(facts.types[name] ?? 'string', properties[name] ?? ''))
        addWord.run([Number(id), name, word])
    for (const link of links) addLink.run([Number(id), link])
  }
  for (const statement of [addRecord, addWord, addLink]) statement.finalize()
  database.exec('COMMIT')
  return {
    ids(query) {
      const values: SqlValue[] = []
      const sql = `SELECT id FROM record WHERE ${where(query, facts, values)} ORDER BY ${order(query, facts)} LIMIT ${query.limit ?? -1}`
      return database.all(sql, values).map((row) => `${Number(row['id'])}`)
    },
    close: () => database.close(),
  }
}

function tokensOf(type: ReferenceType, wire: string): readonly string[] {
  return type === 'several' ? wire.split(';') : wordsOf(wire)
}

// Operands are listed as they come in the text: first those of the predicate, then the words.
function where(query: Query, facts: ReferenceFacts, values: SqlValue[]): string {
  const predicate = query.where === null ? '1' : sqlOf(query.where, facts, values)
  const words = (query.search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const texts = words.map((word) => {
    const places = facts.searchedProperties.map((name) => {
      values.push(word)
      return `ifnull(instr("f_${name}", ?), 0) > 0`
    })
    return `(${places.join(' OR ')})`
  })
  return [predicate, ...texts].join(' AND ')
}

function sqlOf(predicate: Predicate, facts: ReferenceFacts, values: SqlValue[]): string {
  switch (predicate.kind) {
    case 'and':
      return `(${['1', ...predicate.of.map((each) => sqlOf(each, facts, values))].join(' AND ')})`
    case 'or':
      return `(${['0', ...predicate.of.map((each) => sqlOf(each, facts, values))].join(' OR ')})`
    case 'not':
      return `(NOT ${sqlOf(predicate.of, facts, values)})`
    case 'associated':
      values.push(`${predicate.objectType} ${predicate.id} ${predicate.label ?? ''}`)
      return 'EXISTS (SELECT 1 FROM link WHERE link.id = record.id AND link = ?)'
    case 'hasAssociated':
      throw new Error('Search cannot say this, and the cases are of search.')
    case 'presence':
      return `(${column(predicate.property, 'string')} IS ${predicate.operator === 'has' ? 'NOT ' : ''}NULL)`
    case 'compare':
    case 'between':
    case 'list':
      return `ifnull(${comparison(predicate, facts, values)}, 0)`
  }
}

const signs = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

function comparison(
  predicate: Extract<Predicate, { kind: 'compare' | 'between' | 'list' }>,
  facts: ReferenceFacts,
  values: SqlValue[],
): string {
  const { property } = predicate
  const type = property === 'hs_object_id' ? 'number' : (facts.types[property] ?? 'string')
  const subject = column(property, type)
  const operand = (wire: string): string => {
    values.push(readAs(type, wire))
    return '?'
  }
  if (predicate.kind === 'between')
    return `(${subject} BETWEEN ${operand(predicate.from)} AND ${operand(predicate.to)})`
  if (predicate.kind === 'list')
    return `(${subject} ${predicate.operator === 'in' ? '' : 'NOT '}IN (${predicate.values.map(operand).join(', ')}) AND ${subject} IS NOT NULL)`
  if (predicate.operator !== 'containsToken' && predicate.operator !== 'notContainsToken')
    return `(${subject} ${signs[predicate.operator]} ${operand(predicate.value)})`
  const contains = containsWords(property, type, predicate.value, values)
  if (predicate.operator === 'containsToken') return `(${subject} IS NOT NULL AND ${contains})`
  return `(CASE WHEN ${subject} IS NULL THEN ${facts.switches.notContainsMatchesUnset ? 1 : 0} ELSE NOT ${contains} END)`
}

function containsWords(property: string, type: ReferenceType, operand: string, values: SqlValue[]): string {
  if (type === 'enumeration') {
    values.push(operand)
    return `("t_${property}" = ?)`
  }
  const isText = type !== 'several'
  const parts = (isText ? wantedWords(operand) : [operand]).map((word) => {
    values.push(word)
    return `EXISTS (SELECT 1 FROM word WHERE word.id = record.id AND property = '${property}' AND word ${isText ? 'GLOB' : '='} ?)`
  })
  return `(${parts.join(' AND ')})`
}

function order({ orderBy }: Query, facts: ReferenceFacts): string {
  const keys = orderBy.map(({ property, direction }) => {
    const subject = column(property, property === 'hs_object_id' ? 'number' : (facts.types[property] ?? 'string'))
    return `${subject} ${direction.toUpperCase()} NULLS ${facts.switches.nullsLast ? 'LAST' : 'FIRST'}`
  })
  return [...keys, 'id ASC'].join(', ')
}

/** Where the comparable form of a property is. */
function column(property: string, type: ReferenceType): string {
  if (property === 'hs_object_id') return 'record.id'
  switch (type) {
    case 'string':
      return `"f_${property}"`
    case 'number':
    case 'date':
    case 'datetime':
      return `"n_${property}"`
    case 'bool':
    case 'enumeration':
    case 'several':
      return `"t_${property}"`
  }
}
