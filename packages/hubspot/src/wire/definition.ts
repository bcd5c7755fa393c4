import type { Owner, Pipeline, Stage } from '@holdfast/crm'
import {
  field,
  idAt,
  isJsonObject,
  isPropertyName,
  listAt,
  objectAt,
  optionalNumber,
  optionalScalar,
  optionalText,
  textAt,
  type JsonObject,
  type Tally,
} from './json.ts'
import { parseAfter } from './record.ts'

/** One value an enumeration may have. */
export interface PropertyOption {
  readonly value: string
  readonly label: string
  readonly displayOrder: number
  readonly hidden: boolean
}

/**
 * A property as the account defines it (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide).
 *
 * `type` and `fieldType` are HubSpot's words, also those this version does not know.
 */
export interface PropertyDefinition {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly fieldType: string
  readonly groupName: string | null
  readonly options: readonly PropertyOption[]
  readonly hidden: boolean
  /** HubSpot computes it, or owns its value: a write that names it fails as a whole. */
  readonly readOnly: boolean
  readonly calculated: boolean
  readonly unique: boolean
  /** Its options live elsewhere in the account, as those of owners do. */
  readonly externalOptions: boolean
  readonly referencedObjectType: string | null
  readonly hubspotDefined: boolean
  readonly archived: boolean
  /** ISO 8601, null for HubSpot's own. */
  readonly updatedAt: string | null
}

/** A page of owners. */
export interface OwnerPage {
  readonly owners: readonly Owner[]
  readonly after: string | null
}

/** Which account the token belongs to: compare `accountId` before anything is stored or sent. */
export interface AccountDetails {
  /** HubSpot's `portalId`. */
  readonly accountId: string
  /** `STANDARD`, `DEVELOPER_TEST`, `SANDBOX` or `APP_DEVELOPER`. */
  readonly accountType: string | null
  /** IANA name, e.g. `Europe/Dublin`; the daily limit begins anew at its midnight. */
  readonly timeZone: string | null
  readonly companyCurrency: string | null
  readonly additionalCurrencies: readonly string[]
}

/** The answer of `GET /crm/properties/...`. Definitions whose name is no property's are counted and left out. */
export function parseProperties(body: unknown, tally: Tally): readonly PropertyDefinition[] {
  return results(body).flatMap(([object, path]) => {
    const name = textAt(field(object, 'name'), `${path}.name`)
    if (!isPropertyName(name)) {
      tally.dropped += 1
      return []
    }
    return [parseProperty(object, name, path)]
  })
}

/** The answer of `GET /crm/pipelines/...`: pipelines and stages in display order, archived ones left out. */
export function parsePipelines(body: unknown): readonly Pipeline[] {
  return results(body)
    .filter(([object]) => field(object, 'archived') !== true)
    .map(([object, path]) => ({
      id: textAt(optionalScalar(field(object, 'id')), `${path}.id`),
      label: textAt(field(object, 'label'), `${path}.label`),
      displayOrder: optionalNumber(field(object, 'displayOrder'), 0),
      stages: objects(field(object, 'stages'), `${path}.stages`)
        .filter(([stage]) => field(stage, 'archived') !== true)
        .map(parseStage)
        .sort(byDisplayOrder),
    }))
    .sort(byDisplayOrder)
}

/** A page of `GET /crm/owners/...`. */
export function parseOwnerPage(body: unknown): OwnerPage {
  return {
    owners: results(body).map(([object, path]) => ({
      id: idAt(field(object, 'id'), `${path}.id`),
      email: optionalText(field(object, 'email')),
      firstName: optionalText(field(object, 'firstName')),
      lastName: optionalText(field(object, 'lastName')),
      archived: field(object, 'archived') === true,
    })),
    after: parseAfter(objectAt(body, '$')),
  }
}

/** The answer of `GET /account-info/.../details`. */
export function parseAccount(body: unknown): AccountDetails {
  const object = objectAt(body, '$')
  const additional = field(object, 'additionalCurrencies')
  return {
    accountId: idAt(field(object, 'portalId'), '$.portalId'),
    accountType: optionalText(field(object, 'accountType')),
    timeZone: optionalText(field(object, 'timeZone')),
    companyCurrency: optionalText(field(object, 'companyCurrency')),
    additionalCurrencies: Array.isArray(additional)
      ? additional.filter((each): each is string => typeof each === 'string')
      : [],
  }
}

function parseProperty(object: JsonObject, name: string, path: string): PropertyDefinition {
  const options = field(object, 'options')
  const modification = field(object, 'modificationMetadata')
  const calculated = field(object, 'calculated') === true
  return {
    name,
    label: optionalText(field(object, 'label')) ?? name,
    type: textAt(field(object, 'type'), `${path}.type`),
    fieldType: optionalText(field(object, 'fieldType')) ?? '',
    groupName: optionalText(field(object, 'groupName')),
    options: (options === undefined || options === null ? [] : objects(options, `${path}.options`)).map(parseOption),
    hidden: field(object, 'hidden') === true,
    readOnly: calculated || (isJsonObject(modification) && field(modification, 'readOnlyValue') === true),
    calculated,
    unique: field(object, 'hasUniqueValue') === true,
    externalOptions: field(object, 'externalOptions') === true,
    referencedObjectType: optionalText(field(object, 'referencedObjectType')),
    hubspotDefined: field(object, 'hubspotDefined') === true,
    archived: field(object, 'archived') === true,
    updatedAt: optionalText(field(object, 'updatedAt')),
  }
}

function parseOption([object, path]: At): PropertyOption {
  const value = textAt(optionalScalar(field(object, 'value')), `${path}.value`)
  return {
    value,
    label: optionalText(field(object, 'label')) ?? value,
    displayOrder: optionalNumber(field(object, 'displayOrder'), -1),
    hidden: field(object, 'hidden') === true,
  }
}

function parseStage([object, path]: At): Stage {
  const metadata: Record<string, string> = Object.create(null)
  const given = field(object, 'metadata')
  for (const [name, value] of isJsonObject(given) ? Object.entries(given) : []) {
    const text = typeof value === 'boolean' ? String(value) : optionalScalar(value)
    if (text !== null && /^[A-Za-z0-9_]{1,100}$/.test(name) && name !== '__proto__') metadata[name] = text
  }
  return {
    id: textAt(optionalScalar(field(object, 'id')), `${path}.id`),
    label: textAt(field(object, 'label'), `${path}.label`),
    displayOrder: optionalNumber(field(object, 'displayOrder'), 0),
    metadata,
  }
}

type At = readonly [object: JsonObject, path: string]

function results(body: unknown): readonly At[] {
  return objects(field(objectAt(body, '$'), 'results'), '$.results')
}

function objects(value: unknown, path: string): readonly At[] {
  return listAt(value, path).map((each, index) => [objectAt(each, `${path}[${index}]`), `${path}[${index}]`] as const)
}

function byDisplayOrder(a: { readonly displayOrder: number }, b: { readonly displayOrder: number }): number {
  return a.displayOrder - b.displayOrder
}
