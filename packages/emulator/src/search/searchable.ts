import type { DefinedProperty, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'

/** The property of that name. Throws `ApiError` 400 when there is none. */
export function searchable(type: TypeState, name: string): DefinedProperty {
  const property = type.properties.find(name)
  if (property === undefined) throw invalid(`There is no property ${name} to search ${type.name} by.`)
  return property
}
