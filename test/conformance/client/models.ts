import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { departures } from './departures.ts'

const require = createRequire(import.meta.url)

/** Where the installed client keeps the code generated from HubSpot's descriptions: a folder for each area, e.g. `crm/contacts`. */
export const codegen: string = join(dirname(require.resolve('@hubspot/api-client')), 'codegen')

/** A JSON schema, as far as models need one. */
export type Schema = Readonly<Record<string, unknown>>

interface Attribute {
  /** In the client: `_new` for `new`. */
  readonly name: string
  readonly baseName: string
  readonly type: string
  readonly format: string
}

/**
 * The models of an area as JSON schemas by name. Names, types and formats stand in each model's `attributeTypeMap`; what is required, and
 * the values of enumerations, only in the declarations beside it.
 */
export function modelsOf(area: string): Readonly<Record<string, Schema>> {
  const folder = join(codegen, area, 'models')
  const files = readdirSync(folder).filter((file) => file.endsWith('.d.ts') && !/^(all|ObjectSerializer)\./.test(file))
  return Object.fromEntries(
    files.flatMap((file) => {
      const name = file.slice(0, -'.d.ts'.length)
      const declared = readFileSync(join(folder, file), 'utf8')
      return [[name, modelSchema(folder, name, declared)] as const, ...enumerationsIn(declared)]
    }),
  )
}

/** The schema of a type as the client writes it: `Array<X>`, `{ [key: string]: X; }`, `A | B`, `Date`, or a model's name; and its format. */
export function schemaOf(type: string, format = ''): Schema {
  const text = type.trim()
  const alternatives = splitUnion(text)
  if (alternatives.length > 1) return { anyOf: alternatives.map((each) => schemaOf(each)) }
  const [, item] = /^Array<(.*)>$/s.exec(text) ?? []
  if (item !== undefined) return { type: 'array', items: schemaOf(item, format) }
  const [, value] = /^\{ \[key: string\]: (.*); \}$/s.exec(text) ?? []
  if (value !== undefined) return { type: 'object', additionalProperties: schemaOf(value, format) }
  switch (text) {
    case 'number':
      return { type: format.startsWith('int') ? 'integer' : 'number' }
    case 'string':
      return format === 'uuid' ? { type: text, format } : { type: text }
    case 'boolean':
    case 'null':
      return { type: text }
    case 'Date':
      return { type: 'string', format: 'date-time' }
    case 'any':
    case 'object':
      return {}
    case 'Error':
      return { $ref: '#/definitions/ModelError' }
    default:
      return { $ref: `#/definitions/${text}` }
  }
}

function modelSchema(folder: string, name: string, declared: string): Schema {
  // Where several models may stand, the declaration is a union and the class says nothing.
  const [, union] = new RegExp(`export (?:declare )?type ${name} = ([^;]+);`).exec(declared) ?? []
  if (union !== undefined) return schemaOf(union)
  const attributes = attributesOf(folder, name)
  const declaredRequired = new Set([...declared.matchAll(/^ {4}'([^']+)': /gm)].map(([, property]) => property))
  const required = attributes.filter((each) => declaredRequired.has(each.name)).map(({ baseName }) => baseName)
  const modelled = attributes.map(({ baseName, type, format }) => [baseName, schemaOf(type, format)] as const)
  const { properties, optional = [] } = departures[name] ?? { properties: {} }
  return {
    type: 'object',
    properties: { ...Object.fromEntries(modelled), ...properties },
    required: required.filter((each) => !optional.includes(each)),
    additionalProperties: false,
  }
}

function attributesOf(folder: string, name: string): readonly Attribute[] {
  const module = require(join(folder, `${name}.js`)) as Readonly<Record<string, { getAttributeTypeMap(): Attribute[] }>>
  const model = module[name]
  if (model === undefined) throw new TypeError(`The client has no model ${name} in ${folder}.`)
  return model.getAttributeTypeMap()
}

function enumerationsIn(declared: string): readonly (readonly [string, Schema])[] {
  return [...declared.matchAll(/export declare enum (\w+) \{([^}]*)\}/g)].map(([, name = '', body = '']) => [
    name,
    { enum: [...body.matchAll(/= "([^"]*)"/g)].map(([, value]) => value) },
  ])
}

// A bar inside brackets belongs to what stands in them.
function splitUnion(text: string): readonly string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if ('<{'.includes(character)) depth++
    if ('>}'.includes(character)) depth--
    if (character === '|' && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}
