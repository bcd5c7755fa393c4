import { invalid } from '../api-error.ts'
import { asArray, asObject, asOptionalArray, asOptionalText, asText, asTexts, asWhole, field } from '../input.ts'
import type { Switches } from '../switches.ts'

/** The operators of filters (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm). */
export type Operator =
  | 'EQ'
  | 'NEQ'
  | 'LT'
  | 'LTE'
  | 'GT'
  | 'GTE'
  | 'BETWEEN'
  | 'IN'
  | 'NOT_IN'
  | 'HAS_PROPERTY'
  | 'NOT_HAS_PROPERTY'
  | 'CONTAINS_TOKEN'
  | 'NOT_CONTAINS_TOKEN'

/** One filter, with the operands its operator needs. */
export interface Filter {
  readonly propertyName: string
  readonly operator: Operator
  readonly value: string
  readonly highValue: string
  readonly values: readonly string[]
}

/** A search that is within the limits. */
export interface SearchRequest {
  readonly query: string
  readonly groups: readonly (readonly Filter[])[]
  readonly sort: { readonly propertyName: string; readonly descending: boolean } | null
  readonly properties: readonly string[] | undefined
  readonly limit: number
  readonly after: number
}

/** The documented limits of one search. */
export const searchLimits = {
  bodyCharacters: 3_000,
  groups: 5,
  filtersPerGroup: 6,
  filters: 18,
  pageRows: 200,
  windowRows: 10_000,
} as const

const operandOf: Readonly<Record<Operator, 'value' | 'range' | 'values' | 'none'>> = {
  EQ: 'value',
  NEQ: 'value',
  LT: 'value',
  LTE: 'value',
  GT: 'value',
  GTE: 'value',
  BETWEEN: 'range',
  IN: 'values',
  NOT_IN: 'values',
  HAS_PROPERTY: 'none',
  NOT_HAS_PROPERTY: 'none',
  CONTAINS_TOKEN: 'value',
  NOT_CONTAINS_TOKEN: 'value',
}

/** Reads a search body. Throws `ApiError` 400 for anything beyond the limits or malformed. */
export function parseSearch(
  body: unknown,
  bodyText: string,
  { extraSorts, searchWindowEnd, looseFilters }: Pick<Switches, 'extraSorts' | 'searchWindowEnd' | 'looseFilters'>,
): SearchRequest {
  if (bodyText.length > searchLimits.bodyCharacters)
    throw invalid(`The request body is longer than ${searchLimits.bodyCharacters} characters.`)
  const request = asObject(body, 'the search')
  const asked = asWhole(field(request, 'limit') ?? 10, 'limit', 0, searchLimits.pageRows)
  const after = asAfter(field(request, 'after'))
  const left = searchLimits.windowRows - after
  const limit = searchWindowEnd === 'cut' && left > 0 ? Math.min(asked, left) : asked
  if (limit > left)
    throw invalid(`A search answers its first ${searchLimits.windowRows} results only: after + limit goes beyond.`)
  return {
    query: asOptionalText(field(request, 'query'), 'query') ?? '',
    groups: parseGroups(field(request, 'filterGroups'), field(request, 'filters'), looseFilters),
    sort: parseSort(asOptionalArray(field(request, 'sorts'), 'sorts'), extraSorts),
    properties: asTexts(field(request, 'properties'), 'properties'),
    limit,
    after,
  }
}

function asAfter(value: unknown): number {
  if (value === undefined || value === null || value === '') return 0
  return asWhole(value, 'after', 0, Number.MAX_SAFE_INTEGER)
}

function parseGroups(
  filterGroups: unknown,
  filters: unknown,
  looseFilters: Switches['looseFilters'],
): readonly (readonly Filter[])[] {
  const groups = asOptionalArray(filterGroups, 'filterGroups').map((group) =>
    asOptionalArray(field(asObject(group, 'a filter group'), 'filters'), 'filters').map(parseFilter),
  )
  // The older shorthand: filters at the top are one more group.
  const loose = asOptionalArray(filters, 'filters').map(parseFilter)
  if (loose.length > 0 && groups.length > 0 && looseFilters === 'refuse')
    throw invalid('A search has filters or filterGroups, not both.')
  if (loose.length > 0) groups.push(loose)
  if (groups.length > searchLimits.groups) throw invalid(`A search has at most ${searchLimits.groups} filterGroups.`)
  if (groups.some((group) => group.length > searchLimits.filtersPerGroup))
    throw invalid(`A filter group has at most ${searchLimits.filtersPerGroup} filters.`)
  if (groups.flat().length > searchLimits.filters)
    throw invalid(`A search has at most ${searchLimits.filters} filters.`)
  return groups
}

function parseFilter(item: unknown): Filter {
  const filter = asObject(item, 'a filter')
  const propertyName = asText(field(filter, 'propertyName'), 'propertyName')
  const operator = asText(field(filter, 'operator'), 'operator')
  if (!isOperator(operator)) throw invalid(`${operator} is not an operator.`)
  const needs = operandOf[operator]
  const value = needs === 'value' || needs === 'range' ? operand(filter, 'value', operator) : ''
  const highValue = needs === 'range' ? operand(filter, 'highValue', operator) : ''
  return { propertyName, operator, value, highValue, values: needs === 'values' ? operands(filter, operator) : [] }
}

function operand(filter: Parameters<typeof field>[0], name: string, operator: Operator): string {
  const text = asOptionalText(field(filter, name), name)
  if (text === undefined || text === '') throw invalid(`Operator ${operator} needs a ${name}.`)
  return text
}

function operands(filter: Parameters<typeof field>[0], operator: Operator): readonly string[] {
  const texts = asArray(field(filter, 'values') ?? [], 'values').map((each) => asText(each, 'values'))
  if (texts.length === 0 || texts.includes('')) throw invalid(`Operator ${operator} needs values that are not empty.`)
  return texts
}

function parseSort(sorts: readonly unknown[], extraSorts: 'refuse' | 'ignore'): SearchRequest['sort'] {
  if (sorts.length > 1 && extraSorts === 'refuse') throw invalid('A search has at most one sort.')
  const [first] = sorts
  if (first === undefined) return null
  if (typeof first === 'string') return { propertyName: first.replace(/^-/, ''), descending: first.startsWith('-') }
  const sort = asObject(first, 'a sort')
  const direction = asOptionalText(field(sort, 'direction'), 'direction') ?? 'ASCENDING'
  if (direction !== 'ASCENDING' && direction !== 'DESCENDING')
    throw invalid('direction must be ASCENDING or DESCENDING.')
  return { propertyName: asText(field(sort, 'propertyName'), 'propertyName'), descending: direction === 'DESCENDING' }
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(operandOf, text)
}
