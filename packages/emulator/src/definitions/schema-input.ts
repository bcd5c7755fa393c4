import type { CustomType, PropertyDefinition } from '../account/index.ts'
import { invalid, malformed } from '../api-error.ts'
import { asArray, asObject, asOptionalFlag, asOptionalText, asText, asTexts, field, type JsonObject } from '../input.ts'
import type { Switches } from '../switches.ts'
import { parseNewProperty, refuseMissing } from './property-input.ts'

/** What a schema says besides its name and properties. */
export type SchemaFields = Pick<CustomType, 'labels' | 'requiredProperties' | 'searchableProperties'> &
  Pick<CustomType, 'secondaryDisplayProperties' | 'allowsSensitiveProperties'> &
  Pick<CustomType, 'description' | 'primaryDisplayProperty'>

/** The most properties that search looks into for a custom object type (search guide, "Searchable properties"). */
const mostSearchable = 20

/** The name in the body of a create: letters, digits and underscores, a letter first. */
export function parseSchemaName(body: JsonObject): string {
  refuseMissing(body, ['name', 'labels', 'properties', 'requiredProperties'])
  const name = asText(field(body, 'name'), 'name')
  if (!/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name))
    throw invalid(`"${name}" is no name of an object type: letters, digits and underscores, a letter first.`)
  return name
}

/** The properties in the body of a create; those that name no group stand in `group`. */
export function parseSchemaProperties(
  body: JsonObject,
  at: number,
  group: string,
  switches: Switches,
): readonly PropertyDefinition[] {
  const properties = asArray(field(body, 'properties'), 'properties').map((item) =>
    parseNewProperty({ groupName: group, ...asObject(item, 'a property') }, at, switches),
  )
  if (new Set(properties.map(({ name }) => name)).size < properties.length)
    throw invalid('Every property needs a name of its own.')
  const elsewhere = properties.find(({ groupName }) => groupName !== group)
  if (elsewhere !== undefined) throw invalid(`There is no property group "${elsewhere.groupName}".`)
  return properties
}

/**
 * `before` with what the body changes. Throws `ApiError` 400 for properties that `hasProperty` does not know, and for more searchable ones
 * than there may be.
 */
export function parseSchemaFields(
  body: JsonObject,
  before: SchemaFields,
  hasProperty: (name: string) => boolean,
): SchemaFields {
  const primaryDisplayProperty =
    asOptionalText(field(body, 'primaryDisplayProperty'), 'primaryDisplayProperty') ?? before.primaryDisplayProperty
  const sent = asOptionalText(field(body, 'description'), 'description') ?? before.description
  const description = asOptionalFlag(field(body, 'clearDescription'), 'clearDescription') ? undefined : sent
  const sensitive = field(body, 'allowsSensitiveProperties')
  const names = (name: 'requiredProperties' | 'searchableProperties' | 'secondaryDisplayProperties') =>
    asTexts(field(body, name), name) ?? before[name]
  const fields: SchemaFields = {
    labels: labelsOf(field(body, 'labels'), before.labels),
    requiredProperties: names('requiredProperties'),
    searchableProperties: names('searchableProperties'),
    secondaryDisplayProperties: names('secondaryDisplayProperties'),
    allowsSensitiveProperties:
      sensitive === undefined
        ? before.allowsSensitiveProperties
        : asOptionalFlag(sensitive, 'allowsSensitiveProperties'),
    ...(description === undefined ? {} : { description }),
    ...(primaryDisplayProperty === undefined ? {} : { primaryDisplayProperty }),
  }
  const named = [
    ...fields.requiredProperties,
    ...fields.searchableProperties,
    ...fields.secondaryDisplayProperties,
    ...(primaryDisplayProperty === undefined ? [] : [primaryDisplayProperty]),
  ]
  const unknown = named.filter((name) => !hasProperty(name))
  if (unknown.length > 0) throw invalid(`The object type has no properties ${unknown.join(', ')}.`)
  if (fields.searchableProperties.length > mostSearchable)
    throw invalid(`An object type has at most ${mostSearchable} searchable properties.`)
  return fields
}

function labelsOf(value: unknown, before: SchemaFields['labels']): SchemaFields['labels'] {
  if (value === undefined || value === null) return before
  const labels = asObject(value, 'labels')
  const singular = asOptionalText(field(labels, 'singular'), 'labels.singular') ?? before.singular
  const plural = asOptionalText(field(labels, 'plural'), 'labels.plural') ?? before.plural
  if (singular === '' || plural === '') throw malformed('Some required fields were not set: [labels]')
  return { singular, plural }
}
