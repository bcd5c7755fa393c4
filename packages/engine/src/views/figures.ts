import type { LocalKey } from '@holdfast/crm'
import { isWindow, type AggregateQuery } from '@holdfast/query'
import type { RowText } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import { createGroups, type Groups } from './groups.ts'
import type { MatchingRows } from './matching.ts'
import { createTally, isTally } from './tally.ts'
import { createView, type View } from './view.ts'

/** A view whose rows are figures about records, one row for each group of them. */
export function createFigures(replica: Replica, query: AggregateQuery, matching: MatchingRows): View {
  const { of } = query
  const table = replica.table(of.objectType)
  // Which records a window holds is for a view of records to say; of them nothing is shown.
  const windowed = isWindow(of) ? createView(replica, { ...of, select: [], include: [] }, matching) : null
  const isCounted = windowed === null && isTally(query)
  const texts = new Map<LocalKey, RowText>()
  let groups = begin()
  let shown: readonly LocalKey[] = []
  let isStale = true

  function begin(): Groups {
    if (isCounted) return createTally(replica, query, matching)
    const made = createGroups(replica, query)
    if (windowed === null) for (const row of matching.rows.toArray()) made.add(table.record(row))
    return made
  }

  // Figures about a window are figures about few: they are made anew.
  function refresh(): ReadonlySet<LocalKey> {
    if (windowed === null) return groups.takeTouched()
    groups = createGroups(replica, query)
    for (const version of windowed.window()) groups.add(version)
    return new Set([...texts.keys(), ...groups.takeTouched()])
  }

  return {
    query: of,
    get count() {
      return matching.rows.size
    },
    window: () => windowed?.window() ?? [...matching.rows.toArray()].map((row) => table.record(row)),
    follow(change) {
      isStale = true
      if (windowed !== null) return windowed.follow(change)
      if (isCounted) return
      for (const row of change.left) {
        const before = change.before(row)
        if (before !== null) groups.remove(before)
      }
      for (const row of change.entered) groups.add(table.record(row))
    },
    // Nothing is included.
    repack: () => undefined,
    take() {
      if (!isStale) return null
      isStale = false
      const touched = refresh()
      const keys = groups.keys()
      const isMoved = keys.length !== shown.length || keys.some((key, at) => key !== shown[at])
      const present = new Set(keys)
      const rows: RowText[] = []
      for (const key of touched) {
        const text = groups.text(key)
        if (!present.has(key)) texts.delete(key)
        else if (texts.get(key) !== text) {
          texts.set(key, text)
          rows.push(text)
        }
      }
      shown = keys
      return isMoved || rows.length > 0 ? { order: isMoved ? keys : null, rows } : null
    },
    rows: () => shown.map((key) => texts.get(key) ?? ''),
    keys: () => shown,
    pending: () => groups.pending(),
  }
}
