/**
 * A moment in epoch milliseconds from whole milliseconds, a day (its midnight UTC), or ISO 8601 with a zone; undefined for anything else.
 *
 * Two-digit years, local times and days that are not in the calendar are refused, not guessed. Fractions beyond milliseconds are cut off, as
 * HubSpot's search does (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm).
 */
export function parseMoment(text: string): number | undefined {
  // As HubSpot writes it, for the days that every month has: a first load reads it once a record.
  if (/^[1-9]\d{3}-(?:0\d|1[0-2])-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return moment(Date.parse(text))
  if (/^-?\d{1,16}$/.test(text)) return moment(Number(text) + 0)
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2}))?$/.exec(text)
  if (match === null) return undefined
  const [, day = '', time, fraction = '', zone = ''] = match
  if (!isCalendarDay(day)) return undefined
  if (time === undefined) return moment(Date.parse(day))
  if (fraction !== '' && time.length !== 8) return undefined
  // Engines agree on this one spelling only: three digits of a fraction, a colon in the zone.
  return moment(Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone.replace(/^(...)(\d\d)$/, '$1:$2')}`))
}

/** Is this text a day of the calendar, of the form YYYY-MM-DD? */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const time = Date.parse(text)
  // Some engines roll day 31 of a short month over into the next.
  return !Number.isNaN(time) && new Date(time).getUTCDate() === Number(text.slice(8))
}

/** The calendar day of a moment in UTC, undefined before year 1 and after year 9999. */
export function dayOfMoment(time: number): string | undefined {
  return time < firstDay || time > lastDay ? undefined : new Date(time).toISOString().slice(0, 10)
}

const firstDay = Date.parse('0001-01-01T00:00:00.000Z')
const lastDay = Date.parse('9999-12-31T23:59:59.999Z')

// The range of JavaScript's Date: https://tc39.es/ecma262/#sec-time-values-and-time-range
function moment(time: number): number | undefined {
  return Number.isInteger(time) && Math.abs(time) <= 8.64e15 ? time : undefined
}
