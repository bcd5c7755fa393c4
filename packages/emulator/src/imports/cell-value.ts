import type { Account, ImportDateFormat, PropertyDefinition } from '../account/index.ts'

/** Why a cell holds no value of its property, in the words of import errors. */
export class CellProblem extends Error {
  readonly errorType: string

  constructor(errorType: string, message: string) {
    super(message)
    this.name = 'CellProblem'
    this.errorType = errorType
  }
}

/**
 * The property value a cell stands for: people write options and owners as they read them, and dates in their own order. What is left is
 * checked as any written value. Throws {@link CellProblem}.
 */
export function cellValue(
  account: Account,
  definition: PropertyDefinition,
  text: string,
  dateFormat: ImportDateFormat,
): string {
  if (definition.referencedObjectType === 'OWNER') return ownerId(account, text)
  switch (definition.type) {
    case 'date':
      return isoDate(text, dateFormat)
    case 'datetime':
      return /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(text) ? `${isoDate(text, dateFormat)}T00:00:00Z` : text
    case 'enumeration':
    case 'bool':
      return text
        .split(';')
        .map((each) => optionValue(definition, each.trim()))
        .join(';')
    case 'string':
    case 'number':
    case 'phone_number':
      return text
  }
}

function optionValue({ options }: PropertyDefinition, text: string): string {
  const lower = text.toLowerCase()
  const option =
    options.find(({ value }) => value === text) ?? options.find(({ label }) => label.toLowerCase() === lower)
  return option?.value ?? text
}

function ownerId({ owners }: Account, text: string): string {
  const lower = text.toLowerCase()
  const found = owners.filter(
    ({ id, email, firstName, lastName }) =>
      id === text || email === lower || `${firstName} ${lastName}`.toLowerCase() === lower,
  )
  if (found.length > 1) throw new CellProblem('MULTIPLE_OWNERS_FOUND', 'Several owners have that name.')
  const [owner] = found
  if (owner === undefined) throw new CellProblem('COULD_NOT_FIND_OWNER', 'No owner has that name, address or id.')
  return owner.id
}

function isoDate(text: string, format: ImportDateFormat): string {
  const parts = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})$/.exec(text)?.slice(1) ?? []
  const [first = '', second = '', third = ''] = parts
  const [year, month, day] = inOrder(format, first, second, third)
  const iso = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const moment = Date.parse(`${iso}T00:00:00Z`)
  // Date.parse takes February 30 for March 1.
  if (year.length !== 4 || Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== iso)
    throw new CellProblem('COULD_NOT_PARSE_DATE', `A date is not written as ${format}.`)
  return iso
}

function inOrder(format: ImportDateFormat, first: string, second: string, third: string): [string, string, string] {
  switch (format) {
    case 'MONTH_DAY_YEAR':
      return [third, first, second]
    case 'DAY_MONTH_YEAR':
      return [third, second, first]
    case 'YEAR_MONTH_DAY':
      return [first, second, third]
  }
}
