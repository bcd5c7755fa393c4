import type { Property } from '@holdfast/crm'
import type { Comparable } from '../compare.ts'

/** What values that compare equal are shown as: days as such, moments in UTC, numbers as JavaScript writes them, text in lower case. */
export function wireOf({ type }: Property, value: Comparable): string {
  if (type === 'date') return new Date(Number(value)).toISOString().slice(0, 10)
  return type === 'datetime' ? new Date(Number(value)).toISOString() : String(value)
}
