import { readable, type PropertyDefinition } from './definitions.ts'
import { createDefinitionTable, type DefinitionTable } from './definition-table.ts'

/** A group that properties stand in, as the properties API answers it. */
export interface PropertyGroup {
  readonly name: string
  readonly label: string
  readonly displayOrder: number
  readonly archived: boolean
}

/** The groups that `definitions` name, the first of them labelled `firstLabel`. */
export function createPropertyGroups(
  definitions: readonly PropertyDefinition[],
  firstLabel: string,
): DefinitionTable<PropertyGroup> {
  const groups = createDefinitionTable<PropertyGroup>()
  const names = new Set(definitions.map(({ groupName }) => groupName))
  for (const [displayOrder, name] of [...names].entries()) {
    const label = displayOrder === 0 ? firstLabel : readable(name)
    groups.put(null, name, { name, label, displayOrder, archived: false })
  }
  return groups
}
