import { standardProperties } from './data/standard-properties.ts'
import { HoldfastError } from './error.ts'
import { fingerprint } from './fingerprint.ts'
import { findObjectType, isCustomObjectTypeName } from './object-type.ts'
import { pipelineProperties } from './pipeline.ts'
import { propertyTypes, type Properties, type Property, type ValueOf } from './property.ts'

/** What a schema says of the associations towards one other object type. */
export interface AssociationSchema {
  /** Labels in our spelling (`decision_maker`); the unlabelled association always exists and is not listed. */
  readonly labels: readonly string[]
}

/** One object type of a schema, complete. */
export interface ObjectSchema {
  readonly properties: Properties
  /** By the name of the other object type. */
  readonly associations: Readonly<Record<string, AssociationSchema>>
  /** The ids of the stages of each pipeline, by its id, as far as the application relies on them. */
  readonly pipelines?: Pipelines
}

/** Stage ids by pipeline id. */
export type Pipelines = Readonly<Record<string, readonly string[]>>

/** The part of an account that an application works with, by object type name. Plain data: page, worker and tools share it. */
export type Schema = Readonly<Record<string, ObjectSchema>>

/** One object type as an application writes it down; the standard properties of HubSpot's own types need not be repeated. */
export interface ObjectDeclaration {
  readonly properties?: Properties
  readonly associations?: Readonly<Record<string, AssociationSchema>>
  readonly pipelines?: Pipelines
}

/** An object type's name in the schema `S`. */
export type ObjectTypeName<S extends Schema> = keyof S & string

/** The name of a property of object type `O`. */
export type PropertyName<S extends Schema, O extends ObjectTypeName<S>> = keyof S[O]['properties'] & string

/** The name of an object type that `O` is associated with and that the schema holds. */
export type AssociatedName<S extends Schema, O extends ObjectTypeName<S>> = keyof S[O]['associations'] &
  ObjectTypeName<S>

/** A label of the associations from `O` to `To`. */
export type LabelOf<S extends Schema, O extends ObjectTypeName<S>, To> = To extends keyof S[O]['associations']
  ? S[O]['associations'][To]['labels'][number]
  : never

/** The id of a pipeline of object type `O`, as the schema has them. */
export type PipelineId<S extends Schema, O extends ObjectTypeName<S>> = keyof S[O]['pipelines'] & string

/** The id of a stage of a pipeline. */
export type StageId<S extends Schema, O extends ObjectTypeName<S>, P> = S[O]['pipelines'] extends Pipelines
  ? P extends keyof S[O]['pipelines']
    ? S[O]['pipelines'][P][number]
    : never
  : never

type Flat<T> = { [K in keyof T]: T[K] } & {}

type Standard = typeof standardProperties
type StandardOf<O> = O extends keyof Standard ? Standard[O] : unknown
type OwnProperties<D> = D extends { readonly properties: infer P extends Properties } ? P : unknown
type OwnPipelines<D> = D extends { readonly pipelines: infer L } ? L : Record<never, never>
type OwnAssociations<D> = D extends { readonly associations: infer A } ? A : Record<never, never>

/** The complete schema that the declarations `D` stand for: standard properties below, the application's own above. */
export type Defined<D extends Readonly<Record<string, ObjectDeclaration>>> = {
  readonly [O in keyof D]: {
    readonly properties: Flat<Omit<StandardOf<O>, keyof OwnProperties<D[O]>> & OwnProperties<D[O]>>
    readonly associations: OwnAssociations<D[O]>
    readonly pipelines: OwnPipelines<D[O]>
  }
}

type Writable<P extends Properties> = { [N in keyof P as P[N] extends { readonly readOnly: true } ? never : N]: P[N] }
type Required<P extends Properties> = {
  [N in keyof P as P[N] extends { readonly requiredOnCreate: true } ? N : never]: P[N]
}

/** A record of object type `O` as it is read: every property may be unset, so every value may be null. */
export type RecordOf<S extends Schema, O extends ObjectTypeName<S>> = Flat<{
  readonly [N in keyof S[O]['properties']]: ValueOf<S[O]['properties'][N]> | null
}>

/** What a new record of object type `O` is made of: required properties demanded, read-only ones refused. */
export type NewRecord<S extends Schema, O extends ObjectTypeName<S>> = Flat<
  { -readonly [N in keyof Required<Writable<S[O]['properties']>>]: ValueOf<S[O]['properties'][N]> } & {
    -readonly [N in Exclude<keyof Writable<S[O]['properties']>, keyof Required<S[O]['properties']>>]?: ValueOf<
      S[O]['properties'][N]
    > | null
  }
>

/** What an update of a record of object type `O` edits: its writable properties; null clears one. */
export type Changes<S extends Schema, O extends ObjectTypeName<S>> = Flat<{
  -readonly [N in keyof Writable<S[O]['properties']>]: ValueOf<S[O]['properties'][N]> | null
}>

/**
 * The schema of an application: which object types, properties and associations it works with.
 *
 * HubSpot's own object types come with their standard properties; a property stated again replaces the standard one, which is how an
 * enumeration gets its options. Custom object types are named as HubSpot names them (`p_cars`, `2-123`).
 *
 * Throws `HoldfastError` `schema/invalid` for an unknown object type, a property name outside HubSpot's spelling, an association to an object type
 * that the schema does not hold, or pipelines of an object type that has none.
 */
export function defineSchema<const D extends Readonly<Record<string, ObjectDeclaration>>>(declarations: D): Defined<D> {
  const schema: Schema = Object.fromEntries(
    Object.entries(declarations).map(([objectType, declaration]) => {
      const standard: Properties = isStandardName(objectType) ? standardProperties[objectType] : {}
      const properties = { ...standard, ...declaration.properties }
      const { associations = {}, pipelines = {} } = declaration
      return [objectType, { properties, associations, pipelines }]
    }),
  )
  checkSchema(schema)
  return schema as Defined<D>
}

/** Throws `HoldfastError` `schema/invalid` unless `schema` could describe an account; also for schemas that arrive as JSON. */
export function checkSchema(schema: Schema): void {
  for (const [objectType, objectSchema] of Object.entries(schema)) {
    checkShape(objectType, objectSchema)
    const { properties, associations } = objectSchema
    const known = findObjectType(objectType)
    if (known === undefined ? !isCustomObjectTypeName(objectType) : known.name !== objectType) {
      throw invalid(
        objectType,
        undefined,
        `"${objectType}" is no object type.`,
        known
          ? `Write it as "${known.name}".`
          : 'Use a plural name such as "deals", or a custom type as HubSpot names it.',
      )
    }
    for (const [name, property] of Object.entries(properties)) checkProperty(objectType, name, property)
    checkPipelines(objectType, objectSchema)
    for (const target of Object.keys(associations)) {
      if (!Object.hasOwn(schema, target))
        throw invalid(
          objectType,
          target,
          `${objectType} is associated with "${target}", which the schema does not hold.`,
          'Add that object type, or remove the association.',
        )
    }
  }
}

/** A short text that differs whenever two schemas do; equal for equal schemas in any key order. */
export function schemaFingerprint(schema: Schema): string {
  const text = JSON.stringify(schema, (_key, value: unknown) =>
    isPlainObject(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value,
  )
  return fingerprint(text)
}

// Types promise this of schemas in code; JSON promises nothing.
function checkShape(objectType: string, objectSchema: unknown): void {
  const [properties, associations] = isPlainObject(objectSchema)
    ? [objectSchema['properties'], objectSchema['associations']]
    : []
  if (!isPlainObject(properties) || !isPlainObject(associations))
    throw invalid(objectType, undefined, `${objectType} is not described.`, 'Give "properties" and "associations".')
  for (const [name, property] of Object.entries(properties))
    if (!isPlainObject(property) || !isPropertyType(property['type']) || !isListOfTexts(property['options'] ?? []))
      throw invalid(
        objectType,
        name,
        `${objectType}.${name} is of no type HubSpot has.`,
        'Give "type", and for an enumeration "options" as a list of values.',
      )
  const { pipelines = {} } = objectSchema as ObjectSchema
  if (!isPlainObject(pipelines) || !Object.values(pipelines).every(isListOfTexts))
    throw invalid(
      objectType,
      undefined,
      `The pipelines of ${objectType} have no stages.`,
      'List stage ids by pipeline id.',
    )
  for (const [target, association] of Object.entries(associations))
    if (!isPlainObject(association) || !isListOfTexts(association['labels']))
      throw invalid(
        objectType,
        target,
        `The association of ${objectType} with ${target} has no labels.`,
        'Give "labels", an empty list when it has none.',
      )
}

// What a pipeline is called and which stages it has is the account's; that the options of the properties agree is the schema's own business.
function checkPipelines(objectType: string, { properties, pipelines = {} }: ObjectSchema): void {
  const ids = Object.keys(pipelines)
  if (ids.length === 0) return
  if (findObjectType(objectType)?.pipeline === undefined)
    throw invalid(objectType, undefined, `${objectType} have no pipelines.`, 'Remove "pipelines".')
  const { pipelineProperty, stageProperty } = pipelineProperties(objectType)
  const stages = Object.values(pipelines).flat()
  for (const [name, used] of [
    [pipelineProperty, ids],
    [stageProperty, stages],
  ] as const) {
    const options = properties[name]?.options
    if (options !== undefined && used.some((id) => !options.includes(id)))
      throw invalid(
        objectType,
        name,
        `The pipelines of ${objectType} name what is no option of "${name}".`,
        'Leave its options out, or add what is missing.',
      )
  }
}

function checkProperty(objectType: string, name: string, property: Property): void {
  if (!/^[a-z][a-z0-9_]{0,254}$/.test(name) || name === 'id')
    throw invalid(
      objectType,
      name,
      `"${name}" cannot be a property of ${objectType}.`,
      'HubSpot spells property names in lower snake case; "id" is the record\'s own id.',
    )
  if (property.type !== 'enumeration' && (property.options !== undefined || property.multiple !== undefined)) {
    throw invalid(
      objectType,
      name,
      `${objectType}.${name} is no enumeration, so it has no options.`,
      'Remove "options" and "multiple", or make it an enumeration.',
    )
  }
}

function invalid(
  objectType: string,
  name: string | undefined,
  what: string,
  remedy: string,
): HoldfastError<'schema/invalid'> {
  return new HoldfastError('schema/invalid', what, remedy, name === undefined ? { objectType } : { objectType, name })
}

function isStandardName(objectType: string): objectType is keyof Standard {
  return Object.hasOwn(standardProperties, objectType)
}

function isPropertyType(type: unknown): boolean {
  return propertyTypes.some((each) => each === type)
}

function isListOfTexts(list: unknown): boolean {
  return Array.isArray(list) && list.every((each) => typeof each === 'string')
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
