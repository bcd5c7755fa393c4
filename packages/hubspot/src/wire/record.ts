import type { WireRecord } from '@holdfast/crm'
import {
  field,
  idAt,
  isJsonObject,
  listAt,
  MalformedAnswer,
  objectAt,
  optionalScalar,
  optionalText,
  propertyMap,
  textAt,
  type JsonObject,
  type Tally,
} from './json.ts'

/** One value a property has had, as `propertiesWithHistory` answers it; the newest comes first. */
export interface PropertyVersion {
  /** The wire value, null when it was cleared. */
  readonly value: string | null
  /** ISO 8601. */
  readonly timestamp: string
  /** What changed it, e.g. `INTEGRATION`, `CRM_UI`. */
  readonly sourceType: string | null
  /** Who of that kind, e.g. the id of an app. */
  readonly sourceId: string | null
}

/** Records of another object type that a record was answered with; an id appears once per label. */
export interface InlineAssociations {
  readonly targets: readonly { readonly id: string; readonly type: string }[]
  /** Where the rest begins, null when all are here. */
  readonly after: string | null
}

/** A record as reading answers it. Maps have no prototype: any name may be asked for. */
export interface ReadRecord extends WireRecord {
  /** By property, for those asked for with `propertiesWithHistory`. */
  readonly history?: Readonly<Record<string, readonly PropertyVersion[]>>
  /** By the name HubSpot gives the other object type: plural, for custom ones `p<account>_<name>`. */
  readonly associations?: Readonly<Record<string, InlineAssociations>>
}

/** A record out of an answer (https://developers.hubspot.com/docs/guides/crm/using-object-apis). */
export function parseRecord(value: unknown, path: string, tally: Tally): ReadRecord {
  const object = objectAt(value, path)
  const archivedAt = optionalText(field(object, 'archivedAt'))
  const history = field(object, 'propertiesWithHistory')
  const associations = field(object, 'associations')
  return {
    id: idAt(field(object, 'id'), `${path}.id`),
    properties: propertyMap(objectAt(field(object, 'properties'), `${path}.properties`), tally, (each, name) =>
      wireValueAt(each, path, name),
    ),
    createdAt: textAt(field(object, 'createdAt'), `${path}.createdAt`),
    updatedAt: textAt(field(object, 'updatedAt'), `${path}.updatedAt`),
    archived: field(object, 'archived') === true,
    ...(archivedAt !== null && { archivedAt }),
    ...(isJsonObject(history) && { history: parseHistory(history, path, tally) }),
    ...(isJsonObject(associations) && { associations: parseInlineAssociations(associations, path) }),
  }
}

/** The cursor of the next page, null on the last one. HubSpot's `link` is never used: it may point to another version of the API. */
export function parseAfter(object: JsonObject): string | null {
  const paging = field(object, 'paging')
  const next = isJsonObject(paging) ? field(paging, 'next') : undefined
  const after = isJsonObject(next) ? optionalScalar(field(next, 'after')) : null
  return after === '' ? null : after
}

// Values are strings on the wire; a number or a boolean is its text, as requests take it. Anything deeper is no value of a property.
function wireValueAt(value: unknown, path: string, name: string): string | null {
  if (typeof value === 'string') return value
  if (value === null) return null
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new MalformedAnswer(`${path}.properties.${name}`)
}

function parseHistory(
  object: JsonObject,
  path: string,
  tally: Tally,
): Readonly<Record<string, readonly PropertyVersion[]>> {
  return propertyMap(object, tally, (versions, name) =>
    listAt(versions, `${path}.propertiesWithHistory.${name}`).map((each, index) => {
      const at = `${path}.propertiesWithHistory.${name}[${index}]`
      const version = objectAt(each, at)
      return {
        value: optionalScalar(field(version, 'value')),
        timestamp: textAt(field(version, 'timestamp'), `${at}.timestamp`),
        sourceType: optionalText(field(version, 'sourceType')),
        sourceId: optionalScalar(field(version, 'sourceId')),
      }
    }),
  )
}

function parseInlineAssociations(object: JsonObject, path: string): Readonly<Record<string, InlineAssociations>> {
  const byName: Record<string, InlineAssociations> = Object.create(null)
  for (const [name, value] of Object.entries(object)) {
    if (!/^[A-Za-z0-9_ -]{1,255}$/.test(name) || name === '__proto__') continue
    const at = `${path}.associations.${name}`
    const page = objectAt(value, at)
    const targets = listAt(field(page, 'results'), `${at}.results`).map((each, index) => {
      const target = objectAt(each, `${at}.results[${index}]`)
      return {
        id: idAt(field(target, 'id'), `${at}.results[${index}].id`),
        type: textAt(field(target, 'type'), `${at}.results[${index}].type`),
      }
    })
    byName[name] = { targets, after: parseAfter(page) }
  }
  return byName
}
