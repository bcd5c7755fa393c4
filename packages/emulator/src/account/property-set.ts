import { type PropertyDefinition } from './definitions.ts'

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
  /** Adds a property, or replaces the definition that has its name. */
  put(definition: PropertyDefinition): DefinedProperty
}

/** A set holding `definitions` in that order. */
export function createPropertySet(definitions: readonly PropertyDefinition[]): PropertySet {
  const byName = new Map<string, DefinedProperty>()
  let ordered: DefinedProperty[] = []

  function put(definition: PropertyDefinition): DefinedProperty {
    const defined = { slot: byName.get(definition.name)?.slot ?? byName.size, definition }
    byName.set(definition.name, defined)
    ordered = [...byName.values()]
    return defined
  }

  for (const definition of definitions) put(definition)

  function find(name: string): DefinedProperty | undefined {
    const defined = byName.get(name)
    return defined === undefined || defined.definition.archived ? undefined : defined
  }

  return { find, findAny: (name) => byName.get(name), all: () => ordered, put }
}
