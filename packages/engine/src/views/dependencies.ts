import type { View } from './view.ts'

/** Which rows of which views show something of a record besides their own: included ones, and those that decide about being included. */
export interface Dependencies {
  /** A view's row now depends on these records (`type key`), and on no others. */
  replace(view: View, row: number, names: ReadonlySet<string>): void
  /** Does no row depend on any? */
  readonly isEmpty: boolean
  /** The rows that depend on a record, by view. */
  on(name: string): ReadonlyMap<View, ReadonlySet<number>>
  /** All records (`type key`) that some row of a view depends on. */
  of(view: View): ReadonlySet<string>
  /** The view is no more. */
  forget(view: View): void
  /** How many records rows depend on, and how many rows do. */
  holdings(): { readonly names: number; readonly dependentRows: number }
}

/** No dependencies yet. */
export function createDependencies(): Dependencies {
  const rowsByView = new Map<string, Map<View, Set<number>>>()
  const namesByRow = new Map<View, Map<number, ReadonlySet<string>>>()

  function drop(view: View, row: number, names: ReadonlySet<string>): void {
    for (const name of names) {
      const views = rowsByView.get(name)
      const rows = views?.get(view)
      rows?.delete(row)
      if (rows?.size === 0) views?.delete(view)
      if (views?.size === 0) rowsByView.delete(name)
    }
  }

  return {
    replace(view, row, names) {
      const ofView = namesByRow.get(view) ?? new Map<number, ReadonlySet<string>>()
      namesByRow.set(view, ofView)
      drop(view, row, ofView.get(row) ?? nothing)
      if (names.size === 0) return void ofView.delete(row)
      ofView.set(row, names)
      for (const name of names) {
        const views = rowsByView.get(name) ?? new Map<View, Set<number>>()
        rowsByView.set(name, views)
        views.set(view, (views.get(view) ?? new Set()).add(row))
      }
    },
    get isEmpty() {
      return rowsByView.size === 0
    },
    on: (name) => rowsByView.get(name) ?? noViews,
    of: (view) => new Set([...(namesByRow.get(view) ?? noRows).values()].flatMap((names) => [...names])),
    forget(view) {
      for (const [row, names] of namesByRow.get(view) ?? noRows) drop(view, row, names)
      namesByRow.delete(view)
    },
    holdings: () => ({
      names: rowsByView.size,
      dependentRows: [...namesByRow.values()].reduce((sum, rows) => sum + rows.size, 0),
    }),
  }
}

const nothing: ReadonlySet<string> = new Set()
const noViews: ReadonlyMap<View, ReadonlySet<number>> = new Map()
const noRows: ReadonlyMap<number, ReadonlySet<string>> = new Map()
