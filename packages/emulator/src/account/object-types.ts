import { objectTypes, type ObjectType } from '@holdfast/crm'
import {
  offersOf,
  readOnlyTwins,
  typeRows,
  typesByNameOnly,
  type Operation,
  type TypeRow,
} from '../data/object-types.ts'
import { namesOf, objectTypeOf, typeRowOf, type CustomType } from './custom-types.ts'
import { createDefinitionTable, type DefinitionTable, type SavedTable } from './definition-table.ts'
import { readable } from './definitions.ts'
import { emptyContents, loadContents, savedContents, type SavedContents, type TypeContents } from './type-contents.ts'

/** One object type of the account with all it holds. A custom one is replaced by another of the same contents when it is redefined. */
export interface TypeState extends ObjectType, TypeContents {
  readonly labels: { readonly singular: string; readonly plural: string }
  readonly row: TypeRow
  readonly offers: readonly Operation[]
  /** Undefined for HubSpot's own types. */
  readonly custom?: CustomType
}

/** The object types of an account. */
export interface TypeRegistry {
  /** By plural name, singular name or id; custom ones also by `p_{name}` and `p{account}_{name}`, unless archived. */
  find(nameOrId: string): TypeState | undefined
  /** All that can hold records, HubSpot's own first. */
  all(): readonly TypeState[]
  /** The custom object types by `p{account}_{name}`, archived ones too. */
  readonly custom: DefinitionTable<CustomType>
  /** Adds a custom object type, or redefines the one of that name. `at` null: long since. */
  define(at: number | null, type: CustomType): TypeState
  /** What a custom object type holds, archived or not. */
  stateOf(type: CustomType): TypeState | undefined
  /** An id that no custom object type has or had. */
  nextCustomId(): string
  /** Takes a custom object type out for good, with its properties and records. */
  remove(at: number, type: CustomType): void
  isActive(type: TypeState): boolean
  /** Activates or deactivates a type of the object library. */
  setActive(type: TypeState, active: boolean): void
  save(): SavedTypes
  load(saved: SavedTypes): void
}

/** All object types and what they hold, as plain data. */
export interface SavedTypes {
  readonly custom: SavedTable<CustomType>
  readonly lastCustomId: number
  readonly activated: readonly string[]
  readonly contents: readonly (readonly [name: string, contents: SavedContents])[]
}

/** HubSpot's own object types, each empty; those of the object library are not activated. */
export function createTypeRegistry(): TypeRegistry {
  const standard = standardTypes()
  const custom = createDefinitionTable<CustomType>()
  const stateByName = new Map(standard.map((state) => [state.name, state]))
  const byEveryName = new Map<string, TypeState>()
  const activated = new Set<string>()
  for (const state of standard) for (const name of [state.name, state.singular, state.id]) byEveryName.set(name, state)
  for (const [twin, name] of Object.entries(readOnlyTwins)) {
    const state = stateByName.get(name)
    if (state !== undefined) byEveryName.set(twin, { ...state, offers: ['search'] })
  }
  let all: readonly TypeState[] = standard
  let lastCustomId = 3_465_403

  function define(at: number | null, type: CustomType): TypeState {
    const name = type.fullyQualifiedName
    const state = customState(type, stateByName.get(name))
    lastCustomId = Math.max(lastCustomId, Number(type.objectTypeId.slice('2-'.length)))
    custom.put(at, name, type)
    stateByName.set(name, state)
    // A bare name may be that of one of HubSpot's own types, which comes first.
    for (const each of namesOf(type))
      if (byEveryName.get(each)?.custom !== undefined || !byEveryName.has(each)) {
        if (type.archived) byEveryName.delete(each)
        else byEveryName.set(each, state)
      }
    all = [...stateByName.values()].filter((each) => each.custom?.archived !== true)
    return state
  }

  function remove(at: number, type: CustomType): void {
    define(at, { ...type, archived: true })
    stateByName.delete(type.fullyQualifiedName)
    custom.remove(at, type.fullyQualifiedName)
  }

  function setActive(type: TypeState, active: boolean): void {
    if (active) activated.add(type.name)
    else activated.delete(type.name)
  }

  function save(): SavedTypes {
    const contents = Array.from(stateByName, ([name, state]) => [name, savedContents(state)] as const)
    return { custom: custom.save(), lastCustomId, activated: [...activated], contents }
  }

  function load(saved: SavedTypes): void {
    for (const [, type] of saved.custom.entries) define(null, type)
    custom.load(saved.custom)
    lastCustomId = saved.lastCustomId
    activated.clear()
    for (const name of saved.activated) activated.add(name)
    for (const [name, contents] of saved.contents) {
      const state = stateByName.get(name)
      if (state !== undefined) loadContents(state, contents)
    }
  }

  return {
    find: (nameOrId) => byEveryName.get(nameOrId),
    all: () => all,
    custom,
    define,
    stateOf: (type) => stateByName.get(type.fullyQualifiedName),
    nextCustomId: () => `2-${lastCustomId + 1}`,
    remove,
    isActive: (type) => type.row.activatable !== true || activated.has(type.name),
    setActive,
    save,
    load,
  }
}

function standardTypes(): readonly TypeState[] {
  const byNameOnly: readonly ObjectType[] = typesByNameOnly.map(([name, singular]) => ({
    name,
    id: name,
    singular,
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  }))
  return [...objectTypes, ...byNameOnly].map((type) => {
    const row = typeRows[type.name] ?? {}
    const labels = row.labels ?? [readable(type.singular), readable(type.name)]
    const group = `${type.singular.replaceAll('_', '')}information`
    return stateOf(type, row, labels, emptyContents(type, group, `${labels[0]} information`))
  })
}

function customState(custom: CustomType, before: TypeState | undefined): TypeState {
  const type = objectTypeOf(custom)
  const row = typeRowOf(custom)
  const { singular, plural } = custom.labels
  const contents = before ?? emptyContents(type, `${custom.name}_information`, `${singular} information`)
  return { ...stateOf(type, row, [singular, plural], contents), custom }
}

function stateOf(
  type: ObjectType,
  row: TypeRow,
  [singular, plural]: readonly [string, string],
  contents: TypeContents,
): TypeState {
  const { properties, groups, validations, requirements, records, index } = contents
  const held = { properties, groups, validations, requirements, records, index }
  return { ...type, labels: { singular, plural }, row, offers: offersOf(row), ...held }
}
