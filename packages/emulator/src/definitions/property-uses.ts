import type { Account, PropertyDefinition, TypeState } from '../account/index.ts'
import { field } from '../input.ts'

/** What needs a property, in words; while there is anything, it cannot be archived. */
export function usesOf({ lists }: Account, type: TypeState, name: string): readonly string[] {
  const { custom } = type
  const roles: readonly (readonly [string, readonly string[]])[] = [
    ['primary display property', custom?.primaryDisplayProperty === undefined ? [] : [custom.primaryDisplayProperty]],
    ['secondary display property', custom?.secondaryDisplayProperties ?? []],
    ['searchable property', custom?.searchableProperties ?? []],
    ['required property', custom?.requiredProperties ?? []],
    ['property required by an administrator', type.requirements.always],
    [
      'condition of an administrator',
      type.requirements.conditional.flatMap((each) => [each.property, ...each.required]),
    ],
  ]
  const byType = roles.filter(([, names]) => names.includes(name)).map(([role]) => `${role} of ${type.name}`)
  const formulas = type.properties
    .all()
    .map(({ definition }) => definition)
    .filter((definition) => !definition.archived && mentions(definition, name))
  const filtered = [...lists.byId.values()].filter(
    ({ objectType, deletedAt, filterBranch }) =>
      objectType === type.name && deletedAt === null && asks(filterBranch, name),
  )
  return [
    ...byType,
    ...filtered.map(({ listId }) => `filter of list ${listId}`),
    ...formulas.map((definition) => `formula of property ${definition.name}`),
  ]
}

function mentions({ calculationFormula = '' }: PropertyDefinition, name: string): boolean {
  return calculationFormula.split(/[^A-Za-z0-9_]+/).includes(name)
}

// Does a branch of filters, or one below it, ask for that property?
function asks(branch: unknown, name: string): boolean {
  if (typeof branch !== 'object' || branch === null) return false
  if (!Array.isArray(branch) && field({ ...branch }, 'property') === name) return true
  return Object.values(branch).some((each) => asks(each, name))
}
