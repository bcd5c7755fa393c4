import type { Account, ListConversion, ObjectList } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { asObject, asText, asWhole, field } from '../input.ts'

const dayMs = 86_400_000

/** Reads when a list shall be converted; 400 for what is no time. */
export function parseConversion(value: unknown): ListConversion {
  const body = asObject(value, 'the body')
  const conversionType = asText(field(body, 'conversionType'), 'conversionType')
  switch (conversionType) {
    case 'CONVERSION_DATE': {
      const [year, month, day] = [whole('year', 2000, 9999), whole('month', 1, 12), whole('day', 1, 31)]
      if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) throw invalid('There is no such day.')
      return { conversionType, year, month, day }
    }
    case 'INACTIVITY': {
      const given = asText(field(body, 'timeUnit'), 'timeUnit')
      const timeUnit = (['DAY', 'WEEK', 'MONTH'] as const).find((each) => each === given)
      if (timeUnit === undefined) throw invalid('timeUnit must be DAY, WEEK or MONTH.')
      return { conversionType, timeUnit, offset: whole('offset', 1, 1_000) }
    }
  }
  throw invalid('conversionType must be CONVERSION_DATE or INACTIVITY.')

  function whole(name: string, from: number, to: number): number {
    return asWhole(field(body, name), name, from, to)
  }
}

/** Makes every list static whose time for it has come. Nobody asks for that, so it is done whenever lists are looked at or followed. */
export function convertDueLists(account: Account, now: number): void {
  for (const list of account.lists.byId.values()) {
    const dueAt = list.processingType === 'DYNAMIC' ? conversionDueAt(list) : null
    if (dueAt === null || dueAt > now) continue
    const processingType = account.switches().convertedList
    account.lists.byId.set(list.listId, { ...list, processingType, convertedAt: dueAt })
  }
}

function conversionDueAt({ conversion, membersChangedAt }: ObjectList): number | null {
  if (conversion === null) return null
  if (conversion.conversionType === 'CONVERSION_DATE')
    return Date.UTC(conversion.year, conversion.month - 1, conversion.day)
  const { timeUnit, offset } = conversion
  if (timeUnit !== 'MONTH') return membersChangedAt + offset * (timeUnit === 'DAY' ? 1 : 7) * dayMs
  const due = new Date(membersChangedAt)
  return due.setUTCMonth(due.getUTCMonth() + offset)
}
