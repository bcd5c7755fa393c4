import type { WireRow } from './wire.ts'

interface Filter {
  readonly propertyName: string
  readonly operator: string
  readonly value?: string
  readonly highValue?: string
  readonly values?: readonly string[]
}

/** The body of a search request, as far as the benchmark's queries use it. */
export interface SearchBody {
  readonly filterGroups?: readonly { readonly filters: readonly Filter[] }[]
  readonly sorts?: readonly { readonly propertyName: string; readonly direction: string }[]
  readonly limit?: number
  readonly after?: string
}

/** Ids of the records of a type that a record is associated with. */
export type Linked = (objectType: string, id: string) => ReadonlySet<string>

/**
 * A page of search results, of HubSpot's search only what the benchmark's queries need; anything else throws, so that nothing is measured on a
 * wrong answer.
 */
export function search(rows: readonly WireRow[], body: SearchBody, linked: Linked): object {
  const groups = body.filterGroups ?? []
  const tests = groups.map(({ filters }) => filters.map((filter) => compile(filter, linked)))
  const found =
    tests.length === 0 ? [...rows] : rows.filter((row) => tests.some((group) => group.every((test) => test(row))))
  const [sort] = body.sorts ?? []
  // Rows lie in the order of their ids.
  if (sort !== undefined && (sort.propertyName !== 'hs_object_id' || sort.direction === 'DESCENDING')) {
    const sign = sort.direction === 'DESCENDING' ? -1 : 1
    const keyed = found.map((row) => ({ row, key: comparable(sort.propertyName, valueOf(row, sort.propertyName)) }))
    keyed.sort((a, b) => (a.key === b.key ? Number(a.row.id) - Number(b.row.id) : a.key < b.key ? -sign : sign))
    found.splice(0, found.length, ...keyed.map(({ row }) => row))
  }
  return page(found, Number(body.after ?? 0), body.limit ?? 10)
}

function page(found: readonly WireRow[], from: number, limit: number): object {
  const next = from + limit
  return {
    total: found.length,
    results: found.slice(from, next),
    ...(next < found.length && { paging: { next: { after: String(next) } } }),
  }
}

function compile(filter: Filter, linked: Linked): (row: WireRow) => boolean {
  const { propertyName, operator, value = '', values = [] } = filter
  if (propertyName.startsWith('associations.')) {
    const ids = new Set(
      [value, ...values].filter((id) => id !== '').flatMap((id) => [...linked(propertyName.slice(13), id)]),
    )
    return ({ id }) => ids.has(id)
  }
  const isSet = (row: WireRow): boolean => valueOf(row, propertyName) !== ''
  if (operator === 'HAS_PROPERTY') return isSet
  if (operator === 'NOT_HAS_PROPERTY') return (row) => !isSet(row)
  const test = compileValue(filter, (row) => comparable(propertyName, valueOf(row, propertyName)))
  // A record without a value matches nothing else.
  return (row) => isSet(row) && test(row)
}

function compileValue(
  { propertyName, operator, value = '', highValue = '', values = [] }: Filter,
  read: (row: WireRow) => string | number,
): (row: WireRow) => boolean {
  const operand = comparable(propertyName, value)
  switch (operator) {
    case 'NEQ':
      return (row) => read(row) !== operand
    case 'NOT_IN': {
      const unwanted = new Set(values.map((each) => comparable(propertyName, each)))
      return (row) => !unwanted.has(read(row))
    }
    case 'EQ':
      return (row) => read(row) === operand
    case 'IN': {
      const wanted = new Set(values.map((each) => comparable(propertyName, each)))
      return (row) => wanted.has(read(row))
    }
    case 'GT':
      return (row) => read(row) > operand
    case 'GTE':
      return (row) => read(row) >= operand
    case 'LT':
      return (row) => read(row) < operand
    case 'LTE':
      return (row) => read(row) <= operand
    case 'BETWEEN': {
      const high = comparable(propertyName, highValue)
      return (row) => read(row) >= operand && read(row) <= high
    }
    case 'CONTAINS_TOKEN':
      return (row) => String(read(row)).split(' ').includes(String(operand))
    default:
      throw new Error(`The stand-in for HubSpot does not know the operator ${operator}.`)
  }
}

function valueOf(row: WireRow, property: string): string {
  return property === 'hs_object_id' ? row.id : (row.properties[property] ?? '')
}

const numbers: ReadonlySet<string> = new Set(['amount', 'annualrevenue', 'num_notes', 'hs_object_id'])

function comparable(property: string, value: string): string | number {
  if (numbers.has(property)) return Number(value)
  if (property.endsWith('date')) return /^\d+$/.test(value) ? Number(value) : Date.parse(value)
  return value.toLowerCase()
}
