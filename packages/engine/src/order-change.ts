import type { LocalKey } from '@holdfast/crm'
import type { OrderChange } from './protocol.ts'

/**
 * How one order becomes another, said of few rows when few moved, entered or left, wherever they stand in however long a list. It is found in one walk along
 * both, looking one place ahead, so of many that move it may name some more than had to.
 */
export function orderChange(before: readonly LocalKey[], after: readonly LocalKey[]): OrderChange {
  const out: number[] = []
  const into: number[] = []
  const keys: LocalKey[] = []
  // What left its place and has not come to another yet, and the other way round.
  const gone = new Set<LocalKey>()
  const come = new Set<LocalKey>()
  let [from, to] = [0, 0]

  function leave(key: LocalKey): void {
    if (!come.delete(key)) gone.add(key)
    out.push(from++)
  }

  function arrive(key: LocalKey): void {
    if (!gone.delete(key)) come.add(key)
    into.push(to++)
    keys.push(key)
  }

  while (from < before.length || to < after.length) {
    const [was, is] = [before[from], after[to]]
    if (was === is) {
      from++
      to++
    } else if (is === undefined || (was !== undefined && come.has(was))) leave(was as LocalKey)
    else if (was === undefined || gone.has(is) || was === after[to + 1]) arrive(is)
    else {
      leave(was)
      if (is !== before[from]) arrive(is)
    }
  }
  return { out, into, keys }
}
