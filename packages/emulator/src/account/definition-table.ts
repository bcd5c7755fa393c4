// No switch makes definitions readable later than this, so older changes need not be undone for readers.
const longestLagMs = 60_000

/**
 * Definitions by name, in the order they were first made.
 *
 * Writes count at once for everything the account does with records; requests that *read* definitions see them some time later (switch
 * `definitionLagMs`).
 */
export interface DefinitionTable<Definition> {
  get(name: string): Definition | undefined
  all(): readonly Definition[]
  /** Adds a definition, or replaces the one of that name. `at` null: long since, so that readers know already. */
  put(at: number | null, name: string, definition: Definition): void
  remove(at: number | null, name: string): void
  /** The definitions by name as those see them who learn of changes up to `cutoff` only. */
  seen(cutoff: number): ReadonlyMap<string, Definition>
  save(): SavedTable<Definition>
  load(saved: SavedTable<Definition>): void
}

/** A table as plain data, with what readers have not learnt yet. */
export interface SavedTable<Definition> {
  readonly entries: readonly (readonly [name: string, definition: Definition])[]
  readonly recent: readonly Change<Definition>[]
}

interface Change<Definition> {
  readonly at: number
  readonly name: string
  /** Absent when there was none. */
  readonly before?: Definition | undefined
}

/** An empty table. */
export function createDefinitionTable<Definition>(): DefinitionTable<Definition> {
  const byName = new Map<string, Definition>()
  let ordered: readonly Definition[] = []
  let recent: Change<Definition>[] = []

  function change(at: number | null, name: string, definition: Definition | undefined): void {
    if (at !== null) {
      recent = recent.filter((each) => each.at > at - longestLagMs)
      recent.push({ at, name, before: byName.get(name) })
    }
    if (definition === undefined) byName.delete(name)
    else byName.set(name, definition)
    ordered = [...byName.values()]
  }

  function seen(cutoff: number): ReadonlyMap<string, Definition> {
    if (!recent.some(({ at }) => at > cutoff)) return byName
    const earlier = new Map(byName)
    for (const { at, name, before } of recent.toReversed()) {
      if (at <= cutoff) break
      if (before === undefined) earlier.delete(name)
      else earlier.set(name, before)
    }
    return earlier
  }

  function load(saved: SavedTable<Definition>): void {
    byName.clear()
    for (const [name, definition] of saved.entries) byName.set(name, definition)
    ordered = [...byName.values()]
    recent = [...saved.recent]
  }

  return {
    get: (name) => byName.get(name),
    all: () => ordered,
    put: change,
    remove: (at, name) => change(at, name, undefined),
    seen,
    save: () => ({ entries: [...byName], recent }),
    load,
  }
}
