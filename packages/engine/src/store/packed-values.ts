import { HoldfastError } from '@holdfast/crm'

/**
 * A record's values as one text: JSON of wire values in the order of its object type's layout. Text is what goes to disk and across threads, and one object
 * a record instead of thirty; it is read when somebody looks at a value.
 */
export type PackedValues = string

/** The text of values. */
export function packValues(values: readonly (string | null)[]): PackedValues {
  return JSON.stringify(values)
}

/** The values of a text. Throws `store/corrupt` when it is none. */
export function unpackValues(text: PackedValues): readonly (string | null)[] {
  const values = parsed(text)
  if (!Array.isArray(values)) throw damagedValues()
  return values as (string | null)[]
}

/** One of the values of a text, found without making the others: several times faster while few are wanted. Throws as {@link unpackValues} does. */
export function unpackValue(text: PackedValues, place: number): string | null {
  const at = startOf(text, place)
  if (text.charCodeAt(at) !== quote) return null
  const end = closingQuote(text, at)
  const value = text.slice(at + 1, end)
  return value.includes('\\') ? (parsed(text.slice(at, end + 1)) as string) : value
}

/** The text with another value at a place that it has. Throws as {@link unpackValues} does. */
export function replaceValue(text: PackedValues, place: number, value: string | null): PackedValues {
  const at = startOf(text, place)
  const end = text.charCodeAt(at) === quote ? closingQuote(text, at) + 1 : at + 4
  return `${text.slice(0, at)}${JSON.stringify(value)}${text.slice(end)}`
}

/** The text without the last so many of its values. */
export function withoutLast(text: PackedValues, count: number): PackedValues {
  if (count === 0) return text
  let end = text.length - 1
  for (let passed = 0; passed < count; passed++) end = startBefore(text, end) - 1
  return end === 0 ? '[]' : `${text.slice(0, end)}]`
}

// Where the value starts that ends before this comma or bracket.
function startBefore(text: PackedValues, end: number): number {
  if (text.charCodeAt(end - 1) !== quote) return end - 4
  let at = text.lastIndexOf('"', end - 2)
  while (isEscaped(text, at)) at = text.lastIndexOf('"', at - 1)
  return at
}

// Behind the bracket; each value is a string or `null`, and a comma follows, or the other bracket.
function startOf(text: PackedValues, place: number): number {
  let at = 1
  for (let passed = 0; passed < place; passed++)
    at = (text.charCodeAt(at) === quote ? closingQuote(text, at) : at + 3) + 2
  return at
}

const quote = 34
const backslash = 92

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1)
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  if (at === -1) throw damagedValues()
  return at
}

// An odd number of backslashes before it; a backslash that is a value's own is written as two.
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text.charCodeAt(before - 1) === backslash) before--
  return (at - before) % 2 === 1
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damagedValues(error)
  }
}

function damagedValues(cause?: unknown): HoldfastError<'store/corrupt'> {
  return new HoldfastError(
    'store/corrupt',
    'The values of a record in the local cache cannot be read.',
    'Reload the page; what is damaged is then read from HubSpot again.',
    { database: 'cache', piece: 'values of a record' },
    { cause },
  )
}
