import type { TypeState, Values } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { asObject, asOptionalArray, asOptionalFlag, asText, asTexts, field, type JsonObject } from '../input.ts'

/** Does a record with these values belong to a list? */
export type ListFilter = (values: Values) => boolean

// Ours: enough for every list that people make, and no stack overflows.
const deepest = 20

/**
 * What a filter branch means (https://developers.hubspot.com/docs/api-reference/legacy/crm/lists/list-filters): branches nest, filters within a
 * branch and its branches count alike. Throws a 400 for any filter that cannot be evaluated here.
 */
export function parseFilterBranch(type: TypeState, value: unknown, depth = 0): ListFilter {
  if (depth > deepest) throw invalid('Filter branches are nested too deeply.')
  const branch = asObject(value, 'filterBranch')
  const parts = [
    ...asOptionalArray(field(branch, 'filters'), 'filters').map((filter) => parseFilter(type, filter)),
    ...asOptionalArray(field(branch, 'filterBranches'), 'filterBranches').map((each) =>
      parseFilterBranch(type, each, depth + 1),
    ),
  ]
  if (parts.length === 0) throw invalid('A filter branch must hold filters or branches.')
  const kind = asText(field(branch, 'filterBranchType'), 'filterBranchType')
  switch (kind) {
    case 'AND':
      return (values) => parts.every((part) => part(values))
    case 'OR':
      return (values) => parts.some((part) => part(values))
    case 'NOT_ALL':
      return (values) => !parts.every((part) => part(values))
    case 'NOT_ANY':
      return (values) => !parts.some((part) => part(values))
  }
  throw unsupported(`filterBranchType ${kind}`)
}

function parseFilter(type: TypeState, value: unknown): ListFilter {
  const filter = asObject(value, 'a filter')
  const kind = asText(field(filter, 'filterType'), 'filterType')
  if (kind !== 'PROPERTY') throw unsupported(`filterType ${kind}`)
  const name = asText(field(filter, 'property'), 'property')
  const slot = type.properties.find(name)?.slot
  if (slot === undefined) throw invalid(`There is no property "${name}".`)
  const operation = asObject(field(filter, 'operation'), 'operation')
  const matches = parseOperation(operation)
  const passesUnset = asOptionalFlag(field(operation, 'includeObjectsWithNoValueSet'), 'includeObjectsWithNoValueSet')
  return (values) => {
    const present = values[slot]
    return matches(present) ?? passesUnset
  }
}

// Undefined is the answer to a value that is not set: then the filter itself says whether it passes.
type Operation = (value: string | undefined) => boolean | undefined

function parseOperation(operation: JsonObject): Operation {
  const kind = asText(field(operation, 'operationType'), 'operationType')
  const operator = asText(field(operation, 'operator'), 'operator')
  const set =
    (test: (value: string) => boolean): Operation =>
    (value) =>
      value === undefined ? undefined : test(value)
  const known = tests.get(kind)?.get(operator)
  if (kind === 'ALL_PROPERTY') {
    if (operator === 'IS_KNOWN') return (value) => value !== undefined
    // Examples write it either way.
    if (operator === 'IS_UNKNOWN' || operator === 'IS_NOT_KNOWN') return (value) => value === undefined
  }
  if (known === undefined) throw unsupported(`operator ${operator} of operationType ${kind}`)
  return set(known(operation))
}

type Test = (operation: JsonObject) => (value: string) => boolean

const textTests = testsOf({
  IS_EQUAL_TO: anyOfTexts((value, given) => value === given),
  IS_NOT_EQUAL_TO: not(anyOfTexts((value, given) => value === given)),
  CONTAINS: anyOfTexts((value, given) => value.includes(given)),
  DOES_NOT_CONTAIN: not(anyOfTexts((value, given) => value.includes(given))),
  STARTS_WITH: anyOfTexts((value, given) => value.startsWith(given)),
  ENDS_WITH: anyOfTexts((value, given) => value.endsWith(given)),
})

const tests: ReadonlyMap<string, ReadonlyMap<string, Test>> = new Map([
  ['STRING', textTests],
  ['MULTISTRING', textTests],
  ['ENUMERATION', testsOf({ IS_ANY_OF: anyOption, IS_NONE_OF: not(anyOption) })],
  ['BOOL', testsOf({ IS_EQUAL_TO: sameText, IS_NOT_EQUAL_TO: not(sameText) })],
  [
    'NUMBER',
    testsOf({
      IS_EQUAL_TO: compared((value, given) => value === given),
      IS_NOT_EQUAL_TO: compared((value, given) => value !== given),
      IS_GREATER_THAN: compared((value, given) => value > given),
      IS_GREATER_THAN_OR_EQUAL_TO: compared((value, given) => value >= given),
      IS_LESS_THAN: compared((value, given) => value < given),
      IS_LESS_THAN_OR_EQUAL_TO: compared((value, given) => value <= given),
    }),
  ],
  ['NUMBER_RANGED', testsOf({ IS_BETWEEN: between, IS_NOT_BETWEEN: not(between) })],
])

function testsOf(byOperator: Readonly<Record<string, Test>>): ReadonlyMap<string, Test> {
  return new Map(Object.entries(byOperator))
}

function sameText(operation: JsonObject): (value: string) => boolean {
  const given = asText(field(operation, 'value'), 'value')
  return (value) => value === given
}

// Texts are compared whatever their case; several given ones are alternatives.
function anyOfTexts(matches: (value: string, given: string) => boolean): Test {
  return (operation) => {
    const given = (asTexts(field(operation, 'values'), 'values') ?? [asText(field(operation, 'value'), 'value')]).map(
      (text) => text.toLowerCase(),
    )
    return (value) => given.some((each) => matches(value.toLowerCase(), each))
  }
}

function anyOption(operation: JsonObject): (value: string) => boolean {
  const given = new Set(asTexts(field(operation, 'values'), 'values') ?? [])
  return (value) => value.split(';').some((option) => given.has(option))
}

function compared(matches: (value: number, given: number) => boolean): Test {
  return (operation) => {
    const given = numberOf(operation, 'value')
    return (value) => matches(Number(value), given)
  }
}

function between(operation: JsonObject): (value: string) => boolean {
  const [from, to] = [numberOf(operation, 'lowerBound'), numberOf(operation, 'upperBound')]
  return (value) => Number(value) >= from && Number(value) <= to
}

function not(test: Test): Test {
  return (operation) => {
    const matches = test(operation)
    return (value) => !matches(value)
  }
}

function numberOf(operation: JsonObject, name: string): number {
  const text = asText(field(operation, name), name)
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw invalid(`${name} must be a number.`)
  return number
}

function unsupported(what: string): Error {
  return invalid(`This emulator cannot evaluate list filters with ${what}.`)
}
