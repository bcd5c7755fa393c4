import { toIso } from './clock.ts'

/** Decimal digits with at most one point; scientific notation is taken, thousands separators are not. */
export function isNumberText(text: string): boolean {
  return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*$/.test(text) && Number.isFinite(Number(text))
}

/**
 * A moment from ISO 8601 or epoch milliseconds, undefined when the text is neither. A day is its midnight UTC.
 * Fractions finer than a millisecond are cut off.
 */
export function parseMoment(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^[+-]?\d{1,16}$/.test(trimmed)) return withinDates(Number(trimmed))
  const match = isoMoment.exec(trimmed)
  if (match === null) return undefined
  const [, day = '', time = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match
  if (!isCalendarDay(day)) return undefined
  return withinDates(Date.parse(`${day}T${time}${seconds}${fraction.slice(0, 4)}${zone.toUpperCase()}`))
}

/** A day as `YYYY-MM-DD` from that form or from a moment at midnight UTC; undefined otherwise. */
export function canonicalDate(text: string): string | undefined {
  const moment = parseMoment(text)
  if (moment === undefined || moment % 86_400_000 !== 0) return undefined
  const day = new Date(moment).toISOString().slice(0, 10)
  return isCalendarDay(day) ? day : undefined
}

/** A moment as ISO 8601 UTC; undefined when the text is none. */
export function canonicalDatetime(text: string): string | undefined {
  const moment = parseMoment(text)
  return moment === undefined ? undefined : toIso(moment)
}

const isoMoment = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/i

function isCalendarDay(day: string): boolean {
  const moment = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(day)
}

function withinDates(moment: number): number | undefined {
  return Number.isFinite(moment) && Math.abs(moment) <= 8.64e15 ? moment : undefined
}
