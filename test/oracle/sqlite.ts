import sqlite from 'node-sqlite3-wasm'
import type { AggregateQuery, Cursor, OrderKey, Predicate, Query } from '@holdfast/query'
import type { ReferenceGroup } from './aggregates.ts'
import {
  readAs,
  wantedWords,
  wordsOf,
  type ReferenceFacts,
  type ReferenceTable,
  type ReferenceType,
} from './reference.ts'

// The same questions put to SQLite: an engine that knows nothing of HubSpot judges what unset means within and, or and not, what is between, in, first and
// after, and who has a partner of what kind.

/** A database that holds the records of an account. */
export interface SqliteWitness {
  readonly ids: (query: Query) => readonly string[]
  /** The groups of an aggregate, in no order; what they share and their figures as numbers where they are such. */
  readonly groups: (query: AggregateQuery) => readonly ReferenceGroup[]
  readonly close: () => void
}

type SqlValue = string | number | null

/** Loads tables by object type: of each property a column of its text, of its text in lower case, and of its number; words and links are tables of their own. */
export function openWitness(tables: Readonly<Record<string, ReferenceTable>>): SqliteWitness {
  const database = new sqlite.Database()
  database.exec('BEGIN')
  for (const [objectType, table] of Object.entries(tables)) load(database, objectType, table)
  database.exec('COMMIT')
  const asked = ({ objectType }: Query): Asked => {
    const facts = tables[objectType]?.facts
    if (facts === undefined) throw new Error(`No table of ${objectType}.`)
    return { alias: 'r0', objectType, facts, values: [] }
  }
  const rowsSql = (query: Query, of: Asked): string =>
    `SELECT r0.* FROM ${query.objectType} AS r0 WHERE ${where(query, of)} ORDER BY ${order(query, of)} LIMIT ${query.limit ?? -1} OFFSET ${query.offset}`
  return {
    ids(query) {
      const of = asked(query)
      return database.all(rowsSql(query, of), of.values).map((row) => `${Number(row['id'])}`)
    },
    groups({ of: query, groupBy, measures }) {
      const of = asked(query)
      const keys = groupBy.map((name) => column(name, typeOf(name, of.facts), of))
      const figures = measures.map(({ compute, property }, at) => {
        const subject = property === null ? '*' : column(property, typeOf(property, of.facts), of)
        return `${compute === 'sum' ? 'total' : compute}(${subject}) AS figure_${at}`
      })
      const columns = [...keys.map((key, at) => `${key} AS key_${at}`), ...figures]
      const grouping = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
      const rows = database.all(`SELECT ${columns.join(', ')} FROM (${rowsSql(query, of)}) AS r0${grouping}`, of.values)
      const valueOf = (row: (typeof rows)[number], name: string): SqlValue => {
        const value = row[name]
        return typeof value === 'string' || value === null ? value : Number(value)
      }
      return rows.map((row) => ({
        group: keys.map((_, at) => valueOf(row, `key_${at}`)),
        figures: measures.map((_, at) => valueOf(row, `figure_${at}`)),
      }))
    },
    close: () => database.close(),
  }
}

function load(database: InstanceType<typeof sqlite.Database>, objectType: string, table: ReferenceTable): void {
  const { records, facts } = table
  const names = [...new Set([...Object.keys(facts.types), ...facts.searchedProperties])].filter(
    (name) => name !== 'hs_object_id',
  )
  database.exec(
    `CREATE TABLE ${objectType} (id INTEGER PRIMARY KEY, ${names.map((name) => `"t_${name}" TEXT, "f_${name}" TEXT, "n_${name}" REAL`).join(', ')});
    CREATE TABLE word_${objectType} (id INTEGER, property TEXT, word TEXT);
    CREATE TABLE link_${objectType} (id INTEGER, type TEXT, other INTEGER, label TEXT);
    CREATE INDEX words_${objectType} ON word_${objectType} (id, property);
    CREATE INDEX links_${objectType} ON link_${objectType} (id, type)`,
  )
  const addRecord = database.prepare(
    `INSERT INTO ${objectType} VALUES (${Array.from({ length: 1 + 3 * names.length }, () => '?').join(',')})`,
  )
  const addWord = database.prepare(`INSERT INTO word_${objectType} VALUES (?, ?, ?)`)
  const addLink = database.prepare(`INSERT INTO link_${objectType} VALUES (?, ?, ?, ?)`)
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
    for (const link of links) {
      const [type = '', other, label = ''] = link.split(' ')
      addLink.run([Number(id), type, Number(other), label])
    }
  }
  for (const statement of [addRecord, addWord, addLink]) statement.finalize()
}

function tokensOf(type: ReferenceType, wire: string): readonly string[] {
  return type === 'several' ? wire.split(';') : wordsOf(wire)
}

/** A table as one part of the query sees it, and the operands so far, listed as they come in the text. */
interface Asked {
  readonly alias: string
  readonly objectType: string
  readonly facts: ReferenceFacts
  readonly values: SqlValue[]
}

function where(query: Query, asked: Asked): string {
  const predicate = query.where === null ? '1' : sqlOf(query.where, asked)
  const words = (query.search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const texts = words.map((word) => {
    const places = asked.facts.searchedProperties.map((name) => {
      asked.values.push(word)
      return `ifnull(instr(${asked.alias}."f_${name}", ?), 0) > 0`
    })
    return `(${places.join(' OR ')})`
  })
  const after = query.after === null ? '1' : afterSql(query.orderBy, query.after, asked)
  return [predicate, ...texts, after].join(' AND ')
}

function sqlOf(predicate: Predicate, asked: Asked): string {
  const { alias, objectType, facts, values } = asked
  switch (predicate.kind) {
    case 'and':
      return `(${['1', ...predicate.of.map((each) => sqlOf(each, asked))].join(' AND ')})`
    case 'or':
      return `(${['0', ...predicate.of.map((each) => sqlOf(each, asked))].join(' OR ')})`
    case 'not':
      return `(NOT ${sqlOf(predicate.of, asked)})`
    case 'associated':
      values.push(predicate.objectType, Number(predicate.id), predicate.label ?? '')
      return `EXISTS (SELECT 1 FROM link_${objectType} AS l WHERE l.id = ${alias}.id AND l.type = ? AND l.other = ? AND l.label = ?)`
    case 'hasAssociated': {
      const partner: Asked = {
        alias: `${alias}p`,
        objectType: predicate.objectType,
        facts: facts.other(predicate.objectType).facts,
        values,
      }
      values.push(predicate.objectType, predicate.label ?? '')
      const satisfied = predicate.where === null ? '1' : sqlOf(predicate.where, partner)
      return `EXISTS (SELECT 1 FROM link_${objectType} AS l JOIN ${predicate.objectType} AS ${partner.alias} ON ${partner.alias}.id = l.other WHERE l.id = ${alias}.id AND l.type = ? AND l.label = ? AND ${satisfied})`
    }
    case 'presence':
      return `(${column(predicate.property, 'string', asked)} IS ${predicate.operator === 'has' ? 'NOT ' : ''}NULL)`
    case 'compare':
    case 'between':
    case 'list':
      return `ifnull(${comparison(predicate, asked)}, 0)`
  }
}

const signs = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

function comparison(predicate: Extract<Predicate, { kind: 'compare' | 'between' | 'list' }>, asked: Asked): string {
  const { facts, values } = asked
  const { property } = predicate
  const type = typeOf(property, facts)
  const subject = column(property, type, asked)
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
  const contains = containsWords(property, type, predicate.value, asked)
  if (predicate.operator === 'containsToken') return `(${subject} IS NOT NULL AND ${contains})`
  return `(CASE WHEN ${subject} IS NULL THEN ${facts.switches.notContainsMatchesUnset ? 1 : 0} ELSE NOT ${contains} END)`
}

function containsWords(property: string, type: ReferenceType, operand: string, asked: Asked): string {
  const { alias, objectType, values } = asked
  if (type === 'enumeration') {
    values.push(operand)
    return `(${alias}."t_${property}" = ?)`
  }
  const isText = type !== 'several'
  const parts = (isText ? wantedWords(operand) : [operand]).map((word) => {
    values.push(word)
    return `EXISTS (SELECT 1 FROM word_${objectType} AS w WHERE w.id = ${alias}.id AND property = '${property}' AND word ${isText ? 'GLOB' : '='} ?)`
  })
  return `(${parts.join(' AND ')})`
}

function order({ orderBy }: Query, asked: Asked): string {
  const { facts } = asked
  const keys = orderBy.map(({ property, direction }) => {
    const subject = column(property, typeOf(property, facts), asked)
    return `${subject} ${direction.toUpperCase()} NULLS ${facts.switches.nullsLast ? 'LAST' : 'FIRST'}`
  })
  return [...keys, 'r0.id ASC'].join(', ')
}

// What sorts after a place: by the first key, or there alike and after it by the next.
function afterSql(orderBy: readonly OrderKey[], { id, values: at }: Cursor, asked: Asked): string {
  const { facts, values } = asked
  const keys = orderBy.filter((key, index) => orderBy.findIndex(({ property }) => property === key.property) === index)
  const parts = keys.map(({ property, direction }): string => {
    const type = typeOf(property, facts)
    const subject = column(property, type, asked)
    const wire = at[orderBy.findIndex((key) => key.property === property)] ?? ''
    if (wire === '') return `(${facts.switches.nullsLast ? '0' : `${subject} IS NOT NULL`} OR (${subject} IS NULL AND `
    values.push(readAs(type, wire), readAs(type, wire))
    const isUnsetLater = facts.switches.nullsLast ? ` OR ${subject} IS NULL` : ''
    return `(ifnull(${subject} ${direction === 'asc' ? '>' : '<'} ?, 0)${isUnsetLater} OR (${subject} IS ? AND `
  })
  values.push(Number(id))
  return `${parts.join('')}r0.id > ?${'))'.repeat(parts.length)}`
}

function typeOf(property: string, facts: ReferenceFacts): ReferenceType {
  return property === 'hs_object_id' ? 'number' : (facts.types[property] ?? 'string')
}

/** Where the comparable form of a property is. */
function column(property: string, type: ReferenceType, { alias }: Asked): string {
  if (property === 'hs_object_id') return `${alias}.id`
  switch (type) {
    case 'string':
      return `${alias}."f_${property}"`
    case 'number':
    case 'date':
    case 'datetime':
      return `${alias}."n_${property}"`
    case 'bool':
    case 'enumeration':
    case 'several':
      return `${alias}."t_${property}"`
  }
}
