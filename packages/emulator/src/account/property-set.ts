import { createDefinitionTable, type SavedTable } from './definition-table.ts'
import type { DefinitionType, PropertyDefinition } from './definitions.ts'

/** A property and the slot its values have in every record of the type. */
export interface DefinedProperty {
  readonly slot: number
  readonly definition: PropertyDefinition
}

/** The properties of one object type. Slots are never reused, so records need no rewriting when definitions change. */
export interface PropertySet {
  /** The property, unless it does not exist or is archived. */
  find(name: string): DefinedProperty | undefined
  /** The same, archived or not. */
  findAny(name: string): DefinedProperty | undefined
  /** All of them, in the order they were defined. */
  all(): readonly DefinedProperty[]
  /** The definitions, archived ones too, as readers see them who learn of changes up to `cutoff` only. */
  seen(cutoff: number): ReadonlyMap<string, DefinedProperty>
  /** The type of the values in a slot; undefined when its property was made anew with another type. */
  typeAt(slot: number): DefinitionType | undefined
  /**
   * Adds a property, or replaces the definition that has its name; with another type it gets a slot of its own, so that no value is read as
   * what it is not. `at` null: long since.
   */
  put(at: number | null, definition: PropertyDefinition): DefinedProperty
  save(): SavedProperties
  load(saved: SavedProperties): void
}

/** A set as plain data; null is a slot that no property has any more. */
export interface SavedProperties {
  readonly table: SavedTable<DefinedProperty>
  readonly types: readonly (DefinitionType | null)[]
}

/** A set holding `definitions` in that order. */
export function createPropertySet(definitions: readonly PropertyDefinition[]): PropertySet {
  const table = createDefinitionTable<DefinedProperty>()
  const typeBySlot: (DefinitionType | undefined)[] = []

  function put(at: number | null, definition: PropertyDefinition): DefinedProperty {
    const before = table.get(definition.name)
    const keeps = before !== undefined && before.definition.type === definition.type
    const defined = { slot: keeps ? before.slot : typeBySlot.length, definition }
    if (before !== undefined && !keeps) typeBySlot[before.slot] = undefined
    typeBySlot[defined.slot] = definition.type
    table.put(at, definition.name, defined)
    return defined
  }

  for (const definition of definitions) put(null, definition)

  function find(name: string): DefinedProperty | undefined {
    const defined = table.get(name)
    return defined === undefined || defined.definition.archived ? undefined : defined
  }

  return {
    find,
    findAny: (name) => table.get(name),
    all: () => table.all(),
    seen: (cutoff) => table.seen(cutoff),
    typeAt: (slot) => typeBySlot[slot],
    put,
    save: () => ({ table: table.save(), types: Array.from(typeBySlot, (type) => type ?? null) }),
    load(saved) {
      table.load(saved.table)
      typeBySlot.splice(0, typeBySlot.length, ...saved.types.map((type) => type ?? undefined))
    },
  }
}
