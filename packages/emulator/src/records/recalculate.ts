import type { Account, ChangeContext, TypeState } from '../account/index.ts'
import { compute } from './computed.ts'
import { indexedAt } from './writes.ts'

/**
 * Calculates every record of a type anew, after what its calculated values follow from has changed. Such a change moves no last-modified
 * date: whoever looks for changes by it misses this one.
 */
export function recalculate(account: Account, type: TypeState, context: ChangeContext): void {
  for (const state of type.records.all()) {
    const values = state.values.slice()
    compute(account, type, values)
    if (values.every((value, slot) => value === state.values[slot])) continue
    const calculated = { ...state, values, previous: state }
    type.records.put(calculated)
    type.index.note(indexedAt(context), calculated)
  }
}
