import type { Account, IndexView, TypeState } from '../account/index.ts'
import { searchable } from './searchable.ts'

/** How rows of the index are sorted by a property. Throws `ApiError` 400 when there is no such property. */
export function rowOrder(
  account: Account,
  type: TypeState,
  view: IndexView,
  { propertyName, descending }: { readonly propertyName: string; readonly descending: boolean },
): (a: number, b: number) => number {
  const { slot, definition } = searchable(type, propertyName)
  const sign = descending ? -1 : 1
  const unset = account.switches().nullsLast ? 1 : -1
  // Positions in the index follow ids, so they break ties.
  switch (definition.type) {
    case 'number':
    case 'date':
    case 'datetime': {
      const column = definition.type === 'datetime' ? misordered(account, view, slot) : view.numbers(slot)
      return (a, b) => {
        const x = column[a] as number
        const y = column[b] as number
        if (x < y) return -sign
        if (x > y) return sign
        const unsetX = Number.isNaN(x)
        return unsetX === Number.isNaN(y) ? a - b : unsetX ? unset : -unset
      }
    }
    case 'string':
    case 'phone_number':
      return textOrder(view.texts(slot), sign, unset)
    case 'bool':
    case 'enumeration':
      return textOrder(view.exact(slot), sign, unset)
  }
}

// A date nearer to now than the window is sorted as if it were up to half the window off, the same way each time it is asked.
function misordered(account: Account, view: IndexView, slot: number): readonly number[] {
  const windowMs = account.switches().searchMisorderMs
  const column = view.numbers(slot)
  if (windowMs === 0) return column
  const recent = account.clock.now() - windowMs
  return column.map((moment, row) => {
    if (!(moment > recent)) return moment
    const spread = ((view.rows[row]?.id ?? 0) * 2_654_435_761) % 1_000
    return moment + (spread / 1_000 - 0.5) * windowMs
  })
}

function textOrder(column: readonly (string | null)[], sign: number, unset: number): (a: number, b: number) => number {
  return (a, b) => {
    const x = column[a] ?? null
    const y = column[b] ?? null
    if (x === null || y === null) return x === y ? a - b : x === null ? unset : -unset
    return x < y ? -sign : x > y ? sign : a - b
  }
}
