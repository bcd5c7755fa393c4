import {
  decodeValue,
  encodeValue,
  HoldfastError,
  type Changes,
  type ObjectTypeName,
  type Properties,
  type RecordOf,
  type Schema,
} from '@holdfast/crm'
import { produce } from 'immer'
import { wireValuesOf, type WireValues } from './record-rows.ts'

type Flat<T> = { [K in keyof T]: T[K] } & {}

/** A record as an update edits it: the properties among `Names`, those HubSpot owns only to read. Assigning null clears one. */
export type Draft<S extends Schema, O extends ObjectTypeName<S>, Names = keyof RecordOf<S, O>> = Flat<
  Pick<Changes<S, O>, Names & keyof Changes<S, O>> &
    Pick<RecordOf<S, O>, Exclude<Names & keyof RecordOf<S, O>, keyof Changes<S, O>>>
>

/** What an update sends: wire values of what changed, `""` for cleared, and what was seen there before. */
export interface Patch {
  readonly properties: Readonly<Record<string, string>>
  readonly base: WireValues
}

/** What a patch is made from. */
export interface PatchInput {
  readonly objectType: string
  /** Of that object type, from the schema. */
  readonly properties: Properties
  /** What the recipe finds in the draft; it may edit only what is in here. */
  readonly seen: WireValues
  /** Changes the draft it is given, at once and without returning anything. */
  readonly recipe: (draft: never) => unknown
}

/**
 * What `recipe` changes, per property. Assigning what was there is no change.
 *
 * Throws `HoldfastError` `write/invalid` for a read-only or unknown property, `value/invalid` for a value that is none of the property's type,
 * and `TypeError` for a recipe that is async, returns something, or takes a property away.
 */
export function draftPatch({ objectType, properties, seen, recipe }: PatchInput): Patch {
  const before = decodeValues(properties, seen)
  const after = edit(before, recipe)
  const patch = { properties: {} as Record<string, string>, base: {} as Record<string, string | null> }
  // What the recipe took away is met below as a value that is undefined.
  const taken = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  for (const name of [...Object.keys(after), ...taken]) {
    const valueBefore = before[name]
    const value = after[name]
    if (Object.hasOwn(before, name) && Object.is(value, valueBefore)) continue
    const wire = wireOfWritable(objectType, properties, name, value)
    if (!Object.hasOwn(before, name))
      throw new TypeError(
        `The update sets ${objectType}.${name}, which was not among what the user saw: select it too.`,
      )
    if (wire === encodeValue(propertyNamed(objectType, properties, name), valueBefore, name)) continue
    patch.properties[name] = wire
    patch.base[name] = seen[name] === '' ? null : (seen[name] ?? null)
  }
  return patch
}

/** Wire values of a new record; what is null is left out, since a new record has nothing to clear. Throws as {@link draftPatch} does. */
export function wireValuesOfNew(
  objectType: string,
  properties: Properties,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const wireValues: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    const wire = wireOfWritable(objectType, properties, name, value)
    if (wire !== '') wireValues[name] = wire
  }
  return wireValues
}

/** What a user saw, from a row of ours or from values given by hand; what is no property (an included row, an id) is left out. */
export function wireValuesOfSeen(properties: Properties, seen: object): WireValues {
  const known = wireValuesOf(seen)
  if (known !== undefined) return known
  const wireValues: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(seen)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property !== undefined) wireValues[name] = encodeValue(property, value, name) || null
  }
  return wireValues
}

function decodeValues(properties: Properties, seen: WireValues): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const [name, wire] of Object.entries(seen)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property !== undefined) values[name] = decodeValue(property, wire)
  }
  return values
}

function edit(
  before: Readonly<Record<string, unknown>>,
  recipe: (draft: never) => unknown,
): Readonly<Record<string, unknown>> {
  return produce(before, (draft) => {
    const returned = recipe(draft as never)
    if (returned instanceof Promise) {
      // Its edits come too late; what it throws on finding the draft closed is told here.
      returned.catch(() => undefined)
      throw new TypeError('An update edits its draft at once: get what it needs before, the recipe cannot be async.')
    }
    if (returned !== undefined)
      throw new TypeError('An update edits its draft and returns nothing: put the recipe in braces.')
  })
}

function wireOfWritable(objectType: string, properties: Properties, name: string, value: unknown): string {
  const property = propertyNamed(objectType, properties, name)
  if (property.readOnly === true)
    throw new HoldfastError(
      'write/invalid',
      `HubSpot computes ${objectType}.${name}; it cannot be written.`,
      'Leave it out.',
      { objectType, property: name, reason: 'read-only' },
    )
  if (value === undefined)
    throw new TypeError(`${objectType}.${name} has no value: give null to clear it, or leave it out.`)
  return encodeValue(property, value, name)
}

function propertyNamed(objectType: string, properties: Properties, name: string): Properties[string] {
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (property === undefined)
    throw new HoldfastError(
      'write/invalid',
      `${objectType} has no property "${name}" in the schema.`,
      'Correct its name, or add it to the schema.',
      { objectType, property: name, reason: 'unknown-property' },
    )
  return property
}
