import {
  type Account,
  takesSeveral,
  type TypeState,
  type DefinedProperty,
  type RecordState,
  type IndexView,
} from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { failAtEpochZero } from './epoch-zero.ts'
import { parseId } from '../input.ts'
import { rowOrder } from './row-order.ts'
import type { Filter, Operator, SearchRequest } from './search-request.ts'
import { searchable } from './searchable.ts'
import { smallest } from './smallest.ts'
import { tokenize, tokenTests } from './tokens.ts'
import { parseMoment, isNumberText } from '../wire-values.ts'

/** A page of a search, as the index sees the records. */
export interface SearchPage {
  readonly total: number
  readonly rows: readonly RecordState[]
}

/** Does the row at this position of the index match? */
type RowTest = (row: number) => boolean

/**
 * Answers a search over the index of `type` as of now less the lag.
 *
 * Case, null and token rules: https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm. Without a sort, and between rows
 * that sort alike, the oldest comes first, which is the order of ids. Throws `ApiError` 400 for properties and values that do not fit.
 */
export function runSearch(account: Account, type: TypeState, request: SearchRequest): SearchPage {
  const cutoff = account.clock.now() - account.switches().searchLagMs
  const view = type.index.view(cutoff)
  const groups = request.groups.map((group) => group.map((filter) => filterTest(account, type, view, filter, cutoff)))
  const order = request.sort === null ? null : rowOrder(account, type, view, request.sort)
  const inText = queryTest(account, type, view, request.query)

  const matching: number[] = []
  for (let row = 0; row < view.rows.length; row++) {
    if (view.rows[row] === null) continue
    if (groups.length > 0 && !someGroup(groups, row)) continue
    if (inText === null || inText(row)) matching.push(row)
  }
  const wanted = request.after + request.limit
  const ordered = order === null ? matching : smallest(matching, wanted, order)
  const rows = ordered.slice(request.after, wanted).map((row) => view.rows[row] as RecordState)
  return { total: matching.length, rows }
}

function someGroup(groups: readonly (readonly RowTest[])[], row: number): boolean {
  for (const group of groups) {
    let all = true
    for (const test of group) {
      if (test(row)) continue
      all = false
      break
    }
    if (all) return true
  }
  return false
}

function filterTest(account: Account, type: TypeState, view: IndexView, filter: Filter, cutoff: number): RowTest {
  if (filter.propertyName.startsWith('associations.')) return associationTest(account, type, view, filter, cutoff)
  const property = searchable(type, filter.propertyName)
  if (type.row.notFilterable?.includes(filter.propertyName) === true)
    throw invalid(`Property ${filter.propertyName} cannot be used in filters.`)
  if (account.switches().searchEpochZero === 'fails') failAtEpochZero(property.definition, filter)
  const { slot } = property
  switch (filter.operator) {
    case 'HAS_PROPERTY':
      return (row) => view.rows[row]?.values[slot] !== undefined
    case 'NOT_HAS_PROPERTY':
      return (row) => view.rows[row]?.values[slot] === undefined
    case 'CONTAINS_TOKEN':
      return tokenTest(account, view, property, filter)
    case 'NOT_CONTAINS_TOKEN': {
      const contains = tokenTest(account, view, property, filter)
      const matchesUnset = account.switches().notContainsMatchesUnset
      return (row) => (view.rows[row]?.values[slot] === undefined ? matchesUnset : !contains(row))
    }
    case 'EQ':
    case 'NEQ':
    case 'LT':
    case 'LTE':
    case 'GT':
    case 'GTE':
    case 'BETWEEN':
    case 'IN':
    case 'NOT_IN':
      return compareTest(view, property, filter, filter.operator)
  }
}

type Comparison = Exclude<Operator, 'HAS_PROPERTY' | 'NOT_HAS_PROPERTY' | 'CONTAINS_TOKEN' | 'NOT_CONTAINS_TOKEN'>

function compareTest(
  view: IndexView,
  { slot, definition }: DefinedProperty,
  filter: Filter,
  operator: Comparison,
): RowTest {
  switch (definition.type) {
    case 'number':
    case 'date':
    case 'datetime': {
      const operand = (text: string): number => numericOperand(definition.name, definition.type, text)
      return numberTest(view.numbers(slot), operator, {
        value: filter.value === '' ? NaN : operand(filter.value),
        highValue: filter.highValue === '' ? NaN : operand(filter.highValue),
        values: new Set(filter.values.map(operand)),
      })
    }
    case 'string':
    case 'phone_number':
      // The index holds strings in lower case; only the values of IN and NOT_IN are taken as they are given.
      return textTest(view.texts(slot), operator, {
        value: filter.value.toLowerCase(),
        highValue: filter.highValue.toLowerCase(),
        values: new Set(filter.values),
      })
    case 'bool':
    case 'enumeration':
      return textTest(view.exact(slot), operator, { ...filter, values: new Set(filter.values) })
  }
}

interface Operands<T> {
  readonly value: T
  readonly highValue: T
  readonly values: ReadonlySet<T>
}

// Unset is NaN: every comparison with it is false, so only "not" needs to ask.
function numberTest(
  column: readonly number[],
  operator: Comparison,
  { value, highValue, values }: Operands<number>,
): RowTest {
  const at = (row: number): number => column[row] as number
  switch (operator) {
    case 'EQ':
      return (row) => at(row) === value
    case 'NEQ':
      return (row) => !Number.isNaN(at(row)) && at(row) !== value
    case 'LT':
      return (row) => at(row) < value
    case 'LTE':
      return (row) => at(row) <= value
    case 'GT':
      return (row) => at(row) > value
    case 'GTE':
      return (row) => at(row) >= value
    case 'BETWEEN':
      return (row) => at(row) >= value && at(row) <= highValue
    case 'IN':
      return (row) => values.has(at(row))
    case 'NOT_IN':
      return (row) => !Number.isNaN(at(row)) && !values.has(at(row))
  }
}

function textTest(
  column: readonly (string | null)[],
  operator: Comparison,
  { value, highValue, values }: Operands<string>,
): RowTest {
  const isSet = (row: number): boolean => column[row] !== null
  const at = (row: number): string => column[row] as string
  switch (operator) {
    case 'EQ':
      return (row) => column[row] === value
    case 'NEQ':
      return (row) => isSet(row) && at(row) !== value
    case 'LT':
      return (row) => isSet(row) && at(row) < value
    case 'LTE':
      return (row) => isSet(row) && at(row) <= value
    case 'GT':
      return (row) => isSet(row) && at(row) > value
    case 'GTE':
      return (row) => isSet(row) && at(row) >= value
    case 'BETWEEN':
      return (row) => isSet(row) && at(row) >= value && at(row) <= highValue
    case 'IN':
      return (row) => isSet(row) && values.has(at(row))
    case 'NOT_IN':
      return (row) => isSet(row) && !values.has(at(row))
  }
}

// An option is one token, compared exactly; text is cut into tokens, which must all be found.
function tokenTest(
  account: Account,
  view: IndexView,
  { slot, definition }: DefinedProperty,
  { value, propertyName }: Filter,
): RowTest {
  if (definition.type === 'enumeration' || definition.type === 'bool') {
    const column = view.exact(slot)
    if (!takesSeveral(definition)) return (row) => column[row] === value
    return (row) => column[row]?.split(';').includes(value) ?? false
  }
  const wanted = tokenTests(value, account.switches().middleWildcards)
  if (wanted.length === 0) throw invalid(`The value for ${propertyName} holds no token to look for.`)
  const column = view.tokens(slot, tokenize)
  return (row) => {
    const tokens = column[row]
    return tokens !== null && tokens !== undefined && wanted.every((test) => tokens.some(test))
  }
}

function associationTest(
  account: Account,
  type: TypeState,
  view: IndexView,
  { propertyName, operator, value, values }: Filter,
  cutoff: number,
): RowTest {
  const target = account.types.find(propertyName.slice('associations.'.length))
  const custom = type.custom ?? target?.custom
  if (
    target === undefined ||
    custom !== undefined ||
    account.associationTypes.between(target.name, type.name).length === 0
  )
    throw invalid(`There is no property ${propertyName} to filter by.`)
  const isMany = operator === 'IN' && account.switches().associationFilters === 'in'
  if (operator !== 'EQ' && !isMany) throw invalid(`Operator ${operator} is not available for ${propertyName}.`)
  const wanted = (isMany ? [...values] : [value]).map(parseId)
  if (wanted.includes(undefined)) throw invalid(`${propertyName} is compared with a record id.`)
  const ids = new Set(
    wanted.flatMap((id) => [...account.associations.partnersAt(cutoff, target.name, id ?? -1, type.name)]),
  )
  return (row) => ids.has(view.rows[row]?.id ?? -1)
}

function queryTest(account: Account, type: TypeState, view: IndexView, query: string): RowTest | null {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return null
  const columns = type.searchedProperties.flatMap((name) => {
    const property = type.properties.find(name)
    return property === undefined ? [] : [view.texts(property.slot)]
  })
  const isIn = account.switches().queryMatch === 'contains' ? contains : beginsWord
  return (row) => words.every((word) => columns.some((column) => isIn(column[row] ?? '', word)))
}

function contains(text: string, word: string): boolean {
  return text.includes(word)
}

function beginsWord(text: string, word: string): boolean {
  return text.split(/\s+/).some((each) => each.startsWith(word))
}

function numericOperand(name: string, type: string, text: string): number {
  const number = type === 'number' ? (isNumberText(text) ? Number(text) : undefined) : parseMoment(text)
  if (number === undefined) throw invalid(`The value for ${name} is not a valid ${type}.`)
  return number
}
