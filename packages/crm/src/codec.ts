import { HoldfastError } from './error.ts'
import { dayOfMoment, isCalendarDay, parseMoment } from './moment.ts'
import type { Property, PropertyType, ValueOf } from './property.ts'
import type { CalendarDate, Instant } from './record.ts'

/** A property's value in an application; `null` is unset. */
export type Value = string | number | boolean | readonly string[]

/** A value on the wire: HubSpot sends and takes strings; unset is null, absent or `""`. */
export type WireValue = string | null

interface Codec {
  readonly expected: string
  /** The value, or undefined when the text is none of this type. */
  readonly decode: (wire: string) => Value | undefined
  /** The text, or undefined when the value is none of this type. */
  readonly encode: (value: unknown) => string | undefined
}

const text: Codec = {
  expected: 'a string',
  decode: (wire) => wire,
  encode: (value) => (typeof value === 'string' ? value : undefined),
}

const codecs: Record<PropertyType, Codec> = {
  string: text,
  phone_number: text,
  enumeration: { ...text, expected: 'an option value' },
  number: {
    expected: 'a finite number',
    decode: decodeNumber,
    encode: (value) => (typeof value === 'number' && Number.isFinite(value) ? encodeNumber(value) : undefined),
  },
  bool: {
    expected: 'true or false',
    decode: (wire) => (wire === 'true' ? true : wire === 'false' ? false : undefined),
    encode: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  },
  date: {
    expected: 'a day of the form YYYY-MM-DD',
    decode: decodeDate,
    encode: (value) => (typeof value === 'string' && isCalendarDay(value) ? value : undefined),
  },
  datetime: {
    expected: 'a moment in epoch milliseconds',
    decode: decodeInstant,
    encode: (value) => (typeof value === 'number' && isMoment(value) ? new Date(value).toISOString() : undefined),
  },
}

const severalOptions: Codec = {
  expected: 'a list of option values, none of which contains ";"',
  decode: (wire) => Object.freeze(wire.split(';').filter((option) => option !== '')),
  encode: (value) =>
    Array.isArray(value) &&
    value.every((option) => typeof option === 'string' && option !== '' && !option.includes(';'))
      ? value.join(';')
      : undefined,
}

/**
 * The value that HubSpot's string stands for, or null when unset.
 *
 * A text that is none of the property's type decodes to null as well: what a record holds is never a reason to fail a read. The stored
 * truth stays the string, so nothing is lost; {@link isReadable} tells the two apart.
 * Types and forms: https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export function decodeValue<P extends Property>(property: P, wire: string | null | undefined): ValueOf<P> | null {
  if (wire === null || wire === undefined || wire === '') return null
  const value = codecOf(property).decode(wire)
  return value === undefined ? null : (value as ValueOf<P>)
}

/** What {@link decodeValue} makes of values of one property that are set, looked up once for many; null where it is their text. */
export function valueDecoder(property: Property): ((wire: string) => Value | null) | null {
  const { decode } = codecOf(property)
  return decode === text.decode ? null : (wire) => decode(wire) ?? null
}

/** Is this wire value unset or of the property's type? */
export function isReadable(property: Property, wire: string | null | undefined): boolean {
  return wire === null || wire === undefined || wire === '' || codecOf(property).decode(wire) !== undefined
}

/**
 * HubSpot's string for a value; null and the empty list clear the property, as `""`.
 *
 * Throws `HoldfastError` `value/invalid` when the value is not of the property's type, so a mistake shows where it was made.
 */
export function encodeValue(property: Property, value: unknown, name: string): string {
  if (value === null) return ''
  const codec = codecOf(property)
  const wire = codec.encode(value)
  if (wire === undefined) {
    throw new HoldfastError(
      'value/invalid',
      `The value for "${name}" is not ${codec.expected}.`,
      "Give a value of the property's type, or null to clear it.",
      {
        property: name,
        expected: codec.expected,
      },
    )
  }
  return wire
}

/** The moment of a `date` (midnight UTC) or `datetime` wire value in epoch milliseconds, or null when it is none. */
export function wireToMoment(wire: string): number | null {
  return parseMoment(wire) ?? null
}

function codecOf(property: Property): Codec {
  return property.type === 'enumeration' && property.multiple === true ? severalOptions : codecs[property.type]
}

function decodeNumber(wire: string): number | undefined {
  if (wire.trim() !== wire || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(wire)) return undefined
  const value = Number(wire)
  return Number.isFinite(value) ? value : undefined
}

// HubSpot takes scientific notation, which JavaScript writes from 1e21 on.
function encodeNumber(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}

function decodeInstant(wire: string): Instant | undefined {
  return parseMoment(wire) as Instant | undefined
}

function decodeDate(wire: string): CalendarDate | undefined {
  const time = parseMoment(wire)
  return time === undefined ? undefined : (dayOfMoment(time) as CalendarDate | undefined)
}

// Four-digit years only: HubSpot's own forms know no others.
function isMoment(time: number): boolean {
  return Number.isInteger(time) && dayOfMoment(time) !== undefined
}
