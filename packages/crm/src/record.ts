import { isCalendarDay, parseMoment } from './moment.ts'

declare const brand: unique symbol

/**
 * The id of a record of object type `O`: HubSpot's numeric string, or a temporary one (`local:…`) until the record was created there.
 * Ids are unique per object type only (https://developers.hubspot.com/docs/api-reference/legacy/crm/understanding-the-crm).
 */
export type RecordId<O extends string = string> = string & { readonly [brand]: ['RecordId', O] }

/** A record's key for user interfaces: never changes, not even when a temporary id becomes a real one. */
export type LocalKey = string & { readonly [brand]: 'LocalKey' }

/** A calendar day, `2026-11-23`. HubSpot's `date` is that day at midnight UTC; it belongs to no time zone here. */
export type CalendarDate = string & { readonly [brand]: 'CalendarDate' }

/** A moment in epoch milliseconds. */
export type Instant = number & { readonly [brand]: 'Instant' }

/** A record as HubSpot's API answers it: all property values are strings, unset is null, absent or `""`. */
export interface WireRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly archivedAt?: string
}

const temporaryPrefix = 'local:'

/** Takes a string from outside (a route, a form) as the id of a record. Throws `TypeError` unless it is numeric or temporary. */
export function recordId<O extends string>(objectType: O, id: string): RecordId<O> {
  if (!/^[0-9]{1,20}$/.test(id) && !isTemporaryId(id))
    throw new TypeError(`This is not an id of ${objectType}: ids are numeric strings.`)
  return id as RecordId<O>
}

/** The temporary id of a record that HubSpot does not know yet; `unique` is unique on every device. */
export function temporaryId<O extends string>(unique: string): RecordId<O> {
  return `${temporaryPrefix}${unique}` as RecordId<O>
}

/** Was this id made on a device rather than by HubSpot? */
export function isTemporaryId(id: string): boolean {
  return id.startsWith(temporaryPrefix)
}

/**
 * Orders ids as HubSpot made them, oldest first: numeric ones by number, then temporary ones (not created yet, so youngest) by text.
 * Ids may exceed 2^53, so they are compared as text of equal length.
 */
export function compareIds(a: string, b: string): number {
  const aIsTemporary = isTemporaryId(a)
  if (aIsTemporary !== isTemporaryId(b)) return aIsTemporary ? 1 : -1
  if (!aIsTemporary && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

/** A {@link CalendarDate} from text. Throws `TypeError` when it is no day of the calendar. */
export function calendarDate(text: string): CalendarDate {
  if (!isCalendarDay(text)) throw new TypeError('Not a calendar day of the form YYYY-MM-DD.')
  return text as CalendarDate
}

/**
 * An {@link Instant} from epoch milliseconds, ISO 8601 text with its zone, or a `Date`. Throws `TypeError` when it is no moment, which a local time is
 * not: it means another moment on every device.
 */
export function instant(moment: number | string | Date): Instant {
  const time = typeof moment === 'object' ? moment.getTime() : moment
  const parsed = parseMoment(String(time))
  if (parsed === undefined)
    throw new TypeError('Not a moment: give epoch milliseconds, ISO 8601 text with a zone, or a valid Date.')
  return parsed as Instant
}
