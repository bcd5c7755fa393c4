import type { Instant } from '@holdfast/crm'

const amounts = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  trailingZeroDisplay: 'stripIfInteger',
})
const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const times = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** An amount for reading, or a dash. */
export function formatAmount(amount: number | null): string {
  return amount === null ? '–' : amounts.format(amount)
}

/** A day for reading, or a dash. */
export function formatDay(moment: Instant | null): string {
  return moment === null ? '–' : days.format(moment)
}

/** A time of day for reading, or a dash. */
export function formatTime(ms: number | null): string {
  return ms === null ? '–' : times.format(ms)
}

/** A person's name, or what else is known of them. */
export function formatPerson(person: {
  readonly firstname: string | null
  readonly lastname: string | null
  readonly email: string | null
}): string {
  const name = [person.firstname, person.lastname].filter((part) => part !== null && part !== '').join(' ')
  return name || person.email || 'No name'
}
