import { describeObjectType, type Schema } from '@holdfast/crm'

/** The order in which an object type's values are kept: the schema's properties, then those that only text search looks into. */
export interface Layout {
  readonly objectType: string
  readonly names: readonly string[]
  readonly positions: ReadonlyMap<string, number>
}

/** One layout per object type of the schema. */
export function layoutsOf(schema: Schema): ReadonlyMap<string, Layout> {
  return new Map(
    Object.entries(schema).map(([objectType, { properties }]) => {
      const names = [...new Set([...Object.keys(properties), ...describeObjectType(objectType).searchedProperties])]
      return [objectType, { objectType, names, positions: new Map(names.map((name, at) => [name, at])) }]
    }),
  )
}
